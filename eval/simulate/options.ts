import { parseArgs } from 'node:util';

const CHANNELS = ['zalo', 'telegram', 'messenger'] as const;
export type SimulatedChannel = (typeof CHANNELS)[number];

export const USAGE = `Usage: npm run simulate -- [options]
  --channel zalo        platform to play: ${CHANNELS.join(', ')}
  --conversations 200   conversations to play
  --rate 20             messages citizens write in a second
  --faults              things go wrong on the way, in both directions
  --kills 0             times the server is ended by SIGKILL and started again
  --database sqlite     or postgres://…: a database beside that one is made and dropped again
  --seed 1              another run of the same kind
  --json FILE           keeps the ledger`;

export interface SimulateOptions {
  readonly channel: SimulatedChannel;
  readonly conversations: number;
  /** Messages of citizens a second. */
  readonly rate: number;
  readonly faults: boolean;
  readonly kills: number;
  /** Absent: SQLite. */
  readonly databaseUrl?: string;
  readonly seed: number;
  readonly jsonFile?: string;
  readonly help: boolean;
}

/** Throws when an option is not known or cannot be. */
export function readOptions(args: readonly string[]): SimulateOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      channel: { type: 'string', default: 'zalo' },
      conversations: { type: 'string', default: '200' },
      rate: { type: 'string', default: '20' },
      faults: { type: 'boolean', default: false },
      kills: { type: 'string', default: '0' },
      database: { type: 'string', default: 'sqlite' },
      seed: { type: 'string', default: '1' },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const channel = CHANNELS.find((name) => name === values.channel);
  if (channel === undefined) {
    throw new Error(`--channel ${values.channel}: it must be one of ${CHANNELS.join(', ')}.`);
  }
  const { database } = values;
  if (database !== 'sqlite' && !/^postgres(?:ql)?:\/\//u.test(database)) {
    throw new Error('--database must be sqlite or begin with postgres://.');
  }
  return {
    channel,
    conversations: whole('conversations', values.conversations, 1),
    rate: whole('rate', values.rate, 1),
    faults: values.faults,
    kills: whole('kills', values.kills, 0),
    ...(database === 'sqlite' ? {} : { databaseUrl: database }),
    seed: whole('seed', values.seed, 0),
    ...(values.json === undefined ? {} : { jsonFile: values.json }),
    help: values.help,
  };
}

function whole(name: string, text: string, least: number): number {
  const number = Number(text);
  if (!/^\d{1,7}$/u.test(text) || number < least) {
    throw new Error(`--${name} ${text}: it must be a whole number from ${least}.`);
  }
  return number;
}
