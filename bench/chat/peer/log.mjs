// A room's messages: all in SQLite, the newest in memory too, as the JSON that newcomers get.

const RECENT = 50;

export class Log {
  constructor(sql) {
    this.sql = sql;
    sql.exec(
      "create table if not exists message (seq integer primary key, userId integer not null, username text not null, \
         role text not null, message text not null, timestamp text not null, clientId text) strict;\
       create unique index if not exists message_by_client on message (userId, clientId) where clientId is not null",
    );
    const newest = this.newest(RECENT);
    this.seq = newest.at(-1)?.seq ?? 0;
    this.recent = newest.map((message) => JSON.stringify(message));
  }

  /** @returns {{seq: number, timestamp: string} | undefined} what was stored under that id before */
  find(userId, clientId) {
    if (clientId === null) return undefined;
    const find = "select seq, timestamp from message where userId = ?1 and clientId = ?2";
    return this.sql.exec(find, userId, clientId).toArray()[0];
  }

  /** @returns {{message: object, json: string}} as it was stored */
  append({ userId, username, role }, streamId, text, clientId) {
    const seq = ++this.seq;
    const timestamp = new Date().toISOString();
    const insert =
      "insert into message (seq, userId, username, role, message, timestamp, clientId) \
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    this.sql.exec(insert, seq, userId, username, role, text, timestamp, clientId);
    const message = { seq, streamId, userId, username, role, message: text, timestamp, clientId };
    const json = JSON.stringify(message);
    this.recent.push(json);
    if (this.recent.length > RECENT) this.recent.shift();
    return { message, json };
  }

  newest(limit) {
    return this.sql.exec("select * from message order by seq desc limit ?1", limit).toArray().reverse();
  }
}
