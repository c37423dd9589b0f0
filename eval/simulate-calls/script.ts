import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const FAULTS = ['disorder', 'duplicates', 'no-end', 'restated'] as const;

/** A call as it goes, and how telephony tells of it. */
const scriptSchema = z.strictObject({
  id: z.string().min(1),
  about: z.string().min(1),
  /** Codes any of which is right for the last matter; empty: nothing is asserted. */
  expect: z.array(z.string()),
  said: z.array(z.tuple([z.enum(['customer', 'agent']), z.string().min(1)])).min(1),
  /**
   * `disorder`: neighbouring events change places; `duplicates`: some come twice; `no-end`: the call never
   * ends; `restated`: the final words of an utterance come twice under new numbers.
   */
  faults: z.array(z.enum(FAULTS)),
});
export type Script = Readonly<z.infer<typeof scriptSchema>>;

export function loadScripts(): readonly Script[] {
  return readFileSync(join(import.meta.dirname, 'scripts.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => scriptSchema.parse(JSON.parse(line)));
}

/** An event with the moment it is told, in ms since the call began. */
export interface Told {
  readonly atMs: number;
  readonly envelope: Readonly<Record<string, unknown>>;
  /** The last words of an utterance of the caller. */
  readonly final: boolean;
  /** Words of the caller that are still being said. */
  readonly partial: boolean;
}

const WORDS_PER_SECOND = 3;
const PAUSE_MS = 700;
const DISORDER_MS = 450;

/** The events of a call, word by word as fast as people speak, with the script's faults. */
export function eventsOf(script: Script, callId: string, startedAt: Date): readonly Told[] {
  const told: Told[] = [];
  let seq = 0;
  let atMs = 0;
  const add = (type: string, data: Record<string, unknown>, of: Partial<Told> = {}): void => {
    const at = new Date(startedAt.getTime() + atMs).toISOString();
    const envelope = { event_id: `${callId}-${seq}`, call_id: callId, seq, at, type, data };
    told.push({ atMs, envelope, final: false, partial: false, ...of });
    seq += 1;
  };
  add('call.started', { direction: 'inbound', from_masked: '09xxxxx678', provider: 'simulator' });
  add('agent.connected', { agent_id: 'sim' });
  for (const [at, [speaker, text]] of script.said.entries()) {
    atMs += PAUSE_MS;
    const begunMs = atMs;
    const spoken = text.split(' ');
    const base = { utterance_id: `${callId}-u${at}`, speaker, start_ms: begunMs };
    const isCaller = speaker === 'customer';
    for (let count = 1; count < spoken.length; count += 1) {
      atMs += 1000 / WORDS_PER_SECOND;
      add(
        'transcript.partial',
        { ...base, text: spoken.slice(0, count).join(' ') },
        { partial: isCaller },
      );
    }
    atMs += 1000 / WORDS_PER_SECOND;
    const whole = { ...base, text, confidence: 0.9, end_ms: atMs };
    add('transcript.final', whole, { final: isCaller });
    if (script.faults.includes('restated')) add('transcript.final', whole);
  }
  atMs += PAUSE_MS;
  if (!script.faults.includes('no-end')) add('call.ended', { cause: 'normal', duration_ms: atMs });
  return withFaults(told, script.faults);
}

function withFaults(told: readonly Told[], faults: Script['faults']): readonly Told[] {
  const moved = told.map((one, at) =>
    faults.includes('disorder') && at % 4 === 1 ? { ...one, atMs: one.atMs + DISORDER_MS } : one,
  );
  const again = faults.includes('duplicates')
    ? moved
        .filter((_, at) => at % 3 === 0)
        .map((one) => ({ ...one, atMs: one.atMs + 200, final: false, partial: false }))
    : [];
  return [...moved, ...again].sort((a, b) => a.atMs - b.atMs);
}
