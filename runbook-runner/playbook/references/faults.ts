// That a fault stays in the sandbox, and ends: it names a server that it can disturb, and a duration that nobody dreads.
import { suggest } from '../../errors/index.ts';
import { canDisturb, tooLong } from '../../ports/sandbox.ts';
import type { Report } from '../diagnostics.ts';
import type { Draft, FaultDraft } from '../draft.ts';

/** The servers of the sandbox that integrations name. */
function sandboxServers(draft: Draft): ReadonlySet<string> {
  const pages = [...draft.byKind.integration.values()];
  return new Set(
    pages.flatMap(({ front }) =>
      Object.values(front.integration?.environments ?? {}).flatMap((one) =>
        'sandbox' in one ? [one.sandbox] : [],
      ),
    ),
  );
}

function outside(draft: Draft, target: string, servers: ReadonlySet<string>): [string, string | undefined] {
  if (draft.byKind.integration.has(target)) {
    const hint = 'Aim at the sandbox server of one of its environments, or declare `sandbox` for one.';
    return [`The integration "${target}" has no environment in the sandbox under that name.`, hint];
  }
  return [`No integration has a server "${target}" in the sandbox.`, suggest(target, servers)];
}

/** Why the sandbox would refuse the fault for its target, with the servers that would take it. */
function withoutEffect(
  { base, kind }: FaultDraft,
  servers: ReadonlySet<string>,
): [string, string] | undefined {
  const disturbed = kind.disturbs ?? 'traffic';
  if (canDisturb(base.target, disturbed)) return undefined;
  const others = [...servers].filter((server) => canDisturb(server, disturbed)).sort();
  return [
    `"${base.kind}" disturbs the ${disturbed}, and no fault can do that to "${base.target}".`,
    others.length === 0 ? 'Take a fault of another kind.' : `Aim it at ${others.join(' or ')}.`,
  ];
}

export function followFaults(draft: Draft, report: Report): void {
  const servers = sandboxServers(draft);
  // A page with a fault of its own may name any server.
  const legible = [...draft.byKind.integration.values()].every(({ front }) => front.integration);
  for (const { yaml, value } of draft.faults.values()) {
    if (!yaml || !value) continue;
    const { target, duration, longerThanAnHour } = value.base;
    const missed = withoutEffect(value, servers);
    if (legible && !servers.has(target)) {
      report.add('fault-outside-sandbox', yaml.at(['target']), ...outside(draft, target, servers));
    } else if (missed) report.add('fault-without-effect', yaml.at(['target']), ...missed);
    const why = tooLong({ durationMs: duration.ms, longerThanAnHour: longerThanAnHour !== undefined });
    if (why !== undefined) report.add('fault-too-long', yaml.at(['duration']), why);
  }
}
