// One object a stream. The session's rules are cut down to what the measured events touch; what is stored, and when
// it is reported, is the same.

import { DurableObject } from "cloudflare:workers";

const THIN_MS = 1_000;
const RETRY_MS = 5_000;
const REPORT_EVENTS = 50;
const KEEP_MS = 3_600_000;

const FRESH = {
  version: 0,
  status: "ended",
  startTime: null,
  endTime: null,
  viewerCount: 0,
  peakViewerCount: 0,
  publishers: [],
};
const NOTHING_REPORTED = { streamId: 0, playbackName: "", knownVersion: 0, knownSeq: 0, dueAt: null };

export class StreamRoom extends DurableObject {
  constructor(context, env) {
    super(context, env);
    this.sql = context.storage.sql;
    this.sql.exec(
      "create table if not exists fact (name text primary key, body text not null) strict;\
       create table if not exists event (seq integer primary key autoincrement, key text unique, \
         verdict text not null, body text not null, receivedMs integer not null) strict;\
       create table if not exists viewer (id text primary key, body text not null, \
         seenMs integer not null, beats integer not null default 0) strict, without rowid",
    );
    // The object is the only writer of its storage, so what it has read once stays true.
    this.session = this.#get("session", FRESH);
    this.reporting = this.#get("reporting", NOTHING_REPORTED);
    this.armedAt = undefined;
  }

  hear({ streamId, playbackName, said }) {
    const now = Date.now();
    const reporting = { ...this.reporting, streamId, playbackName };
    const { session, verdict } = this.#apply(said, now);
    const event = { source: "plain", ...said, verdict, receivedAt: now };
    const append = "insert into event (key, verdict, body, receivedMs) values (?1, ?2, ?3, ?4)";
    this.sql.exec(append, null, verdict, JSON.stringify(event), now);
    const dueAt = session.status === this.session.status ? now + THIN_MS : now;
    reporting.dueAt = Math.min(reporting.dueAt ?? dueAt, dueAt);
    this.#put("session", session);
    this.#put("reporting", reporting);
    this.#arm(now);
    return { verdict, snapshot: snapshotOf(session) };
  }

  #apply({ event, clientId }, now) {
    const session = { ...this.session, version: this.session.version + 1 };
    switch (event) {
      case "on_publish": {
        const verdict = session.status === "live" ? "already_live" : "started";
        if (verdict === "started") Object.assign(session, { status: "live", startTime: now, endTime: null });
        session.publishers = [...session.publishers, clientId];
        return { session, verdict };
      }
      case "on_play": {
        const isKnown = this.sql.exec("select body from viewer where id = ?1", clientId).toArray().length > 0;
        this.sql.exec(
          "insert into viewer (id, body, seenMs, beats) values (?1, ?2, ?3, 0) \
             on conflict (id) do update set body = ?2, seenMs = ?3",
          clientId,
          JSON.stringify({ id: clientId }),
          now,
        );
        if (!isKnown) session.viewerCount += 1;
        session.peakViewerCount = Math.max(session.peakViewerCount, session.viewerCount);
        return { session, verdict: "viewer_joined" };
      }
      case "on_play_done": {
        const isKnown = this.sql.exec("select body from viewer where id = ?1", clientId).toArray().length > 0;
        if (!isKnown) return { session: this.session, verdict: "noted" };
        this.sql.exec("delete from viewer where id = ?1", clientId);
        session.viewerCount -= 1;
        return { session, verdict: "viewer_left" };
      }
      default:
        return { session: this.session, verdict: "noted" };
    }
  }

  async alarm() {
    this.armedAt = undefined;
    const now = Date.now();
    if (this.reporting.dueAt === null || this.reporting.dueAt > now) return this.#arm(now);
    this.#put("reporting", { ...this.reporting, dueAt: now + RETRY_MS });
    this.#arm(now);
    await this.env.REPORTS.send(JSON.stringify(this.#report()));
  }

  #report() {
    const after = "select seq, body from event where seq > ?1 order by seq limit ?2";
    const rows = this.sql.exec(after, this.reporting.knownSeq, REPORT_EVENTS).toArray();
    const events = rows.map(({ seq, body }) => ({ ...JSON.parse(body), seq }));
    return { v: 1, streamId: this.reporting.streamId, snapshot: snapshotOf(this.session), events };
  }

  /** The index has this much. */
  acknowledge(version, seq) {
    const now = Date.now();
    const reporting = {
      ...this.reporting,
      knownVersion: Math.max(this.reporting.knownVersion, version),
      knownSeq: Math.max(this.reporting.knownSeq, seq),
    };
    const last = this.sql.exec("select coalesce(max(seq), 0) as seq from event").one().seq;
    const isComplete = reporting.knownVersion >= this.session.version && reporting.knownSeq >= last;
    reporting.dueAt = isComplete ? null : Math.min(reporting.dueAt ?? now + THIN_MS, now + THIN_MS);
    this.sql.exec("delete from event where seq <= ?1 and receivedMs < ?2", reporting.knownSeq, now - KEEP_MS);
    this.#put("reporting", reporting);
    this.#arm(now);
  }

  /** Sets the alarm to what is due, unless it will ring earlier anyway. */
  #arm(now) {
    const due = this.reporting.dueAt;
    if (due === null || (this.armedAt > now && this.armedAt <= due)) return;
    this.armedAt = Math.max(due, now + 1);
    this.ctx.storage.setAlarm(this.armedAt);
  }

  #get(name, otherwise) {
    const [row] = this.sql.exec("select body from fact where name = ?1", name).toArray();
    return row ? JSON.parse(row.body) : otherwise;
  }

  #put(name, fact) {
    const put = "insert into fact (name, body) values (?1, ?2) on conflict (name) do update set body = ?2";
    this.sql.exec(put, name, JSON.stringify(fact));
    this[name] = fact;
  }
}

const snapshotOf = ({ publishers: _publishers, ...snapshot }) => snapshot;
