// How much goes on, over time.

import { useState } from "preact/hooks";
import { type Activity, listActivity, type Step } from "../api/ops";
import { useLoaded } from "../lib/load";
import { useAdminTexts } from "../texts/admin";
import { count, dayAndTime } from "../texts/format";
import { Chart } from "./chart";
import { hourly } from "./hourly";
import { Choice, Panel, Table } from "./panel";

const HOUR_MS = 3_600_000;
const EVERY_MS = 60_000;

/** How far one looks back, and in which steps. */
const RANGES = {
  hour: { ms: HOUR_MS, step: "minute", stepMs: 60_000 },
  day: { ms: 24 * HOUR_MS, step: "minute", stepMs: 60_000 },
  week: { ms: 7 * 24 * HOUR_MS, step: "hour", stepMs: HOUR_MS },
} as const satisfies Record<string, { ms: number; step: Step; stepMs: number }>;

type Range = keyof typeof RANGES;

export function ActivityPanel() {
  const admin = useAdminTexts();
  const [range, setRange] = useState<Range>("hour");
  const loaded = useLoaded((signal) => look(range, signal), [range], EVERY_MS);
  const options = (Object.keys(RANGES) as Range[]).map((key) => [key, admin.ranges[key]] as const);
  return (
    <Panel
      title={admin.activity}
      tools={<Choice label={admin.range} options={options} value={range} onValue={setRange} />}
      error={loaded.error}
      again={loaded.again}
      isWaiting={!loaded.value}
    >
      {loaded.value && <Charts {...loaded.value} />}
    </Panel>
  );
}

interface Looked {
  items: Activity[];
  from: number;
  to: number;
  stepMs: number;
  isHourly: boolean;
}

async function look(range: Range, signal: AbortSignal): Promise<Looked> {
  const { ms, step, stepMs } = RANGES[range];
  const to = Date.now();
  const span = { from: new Date(to - ms).toISOString(), to: new Date(to).toISOString() };
  const { items } = await listActivity({ step, ...span }, signal);
  return { items, from: to - ms, to, stepMs, isHourly: range !== "hour" };
}

function Charts({ items, from, to, stepMs, isHourly }: Looked) {
  const admin = useAdminTexts();
  const of = (name: "liveStreams" | "viewers" | "messages") =>
    items.map((item) => ({ at: Date.parse(item.at), value: item[name] })).filter(({ at }) => at >= from);
  const span = { from, to, stepMs };
  return (
    <>
      <div class="charts">
        <Chart title={admin.viewers} points={of("viewers")} {...span} />
        <Chart title={admin.liveStreams} points={of("liveStreams")} {...span} />
        <Chart
          title={stepMs === HOUR_MS ? admin.messagesHourly : admin.messagesMinutely}
          points={of("messages")}
          {...span}
        />
      </div>
      <details class="as-table">
        <summary>{admin.asTable}</summary>
        <AsTable items={isHourly ? hourly(items) : items} />
      </details>
    </>
  );
}

function AsTable({ items }: { items: Activity[] }) {
  const admin = useAdminTexts();
  const value = (number: number | null) => (number === null ? "–" : count(number));
  return (
    <Table
      name={admin.activity}
      columns={[admin.columns.time, admin.viewers, admin.liveStreams, admin.messages]}
    >
      {items.toReversed().map((item) => (
        <tr key={item.at}>
          <th scope="row">
            <time dateTime={item.at}>{dayAndTime(item.at)}</time>
          </th>
          <td>{value(item.viewers)}</td>
          <td>{value(item.liveStreams)}</td>
          <td>{value(item.messages)}</td>
        </tr>
      ))}
    </Table>
  );
}
