// What is behind us: whether it answers, and how fast.

import { type Check, getHealth } from "../api/ops";
import { useLoaded } from "../lib/load";
import { useAdminTexts } from "../texts/admin";
import { Panel } from "./panel";

const EVERY_MS = 30_000;

export function HealthPanel() {
  const admin = useAdminTexts();
  const loaded = useLoaded(getHealth, [], EVERY_MS);
  const health = loaded.value;
  return (
    <Panel
      title={admin.health}
      tools={health && <span class={`badge state-${health.status}`}>{admin.overall[health.status]}</span>}
      error={loaded.error}
      again={loaded.again}
      isWaiting={!health}
    >
      {health && (
        <ul class="checks">
          {Object.entries(health.checks).map(([name, check]) => (
            <CheckView key={name} name={name} check={check} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function CheckView({ name, check }: { name: string; check: Check }) {
  const admin = useAdminTexts();
  return (
    <li class="check-tile">
      <h3>{admin.dependencies[name] ?? name}</h3>
      <span class={`badge state-${check.status}`}>{admin.states[check.status]}</span>
      <p class="quiet">{check.latencyMs === undefined ? "" : admin.latency(check.latencyMs)}</p>
      {typeof check.pending === "number" && <p class="quiet">{admin.pending(check.pending)}</p>}
    </li>
  );
}
