import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { CHANNELS } from './conversation/conversation.ts';
import type { Channel } from './conversation/conversation.ts';
import { LOG_LEVELS } from './log.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const flag = z.enum(['true', 'false']).transform((value) => value === 'true');
const whole = (from: number, to: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/u, `must be a whole number from ${from} to ${to}`)
    .transform(Number)
    .pipe(z.number().min(from, `must be ${from} or more`).max(to, `must be ${to} or less`));
const words = z.string().max(200, 'must be 200 characters or less').optional();
const folder = z.string().optional();
const secret = z.string().min(8, 'must be 8 characters or more').max(2000).optional();
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== ''),
);
const daysByChannel = z
  .string()
  .regex(
    new RegExp(`^(?:(?:${CHANNELS.join('|')})=[1-9]\\d{0,3}(?:,\\s*(?!$)|$))*$`, 'u'),
    'must look like zalo=14,web=7',
  )
  .transform(
    (text) =>
      Object.fromEntries(
        text
          .split(',')
          .filter((one) => one.trim() !== '')
          .map((one) => one.trim().split('='))
          .map(([channel, days]) => [channel, Number(days)]),
      ) as Partial<Record<Channel, number>>,
  );

/** Every setting; a `default` is what the schema reads when the variable is missing or blank. */
const SETTINGS = {
  PORT: {
    schema: whole(0, 65_535),
    default: '3000',
    description: 'Port to listen on; 0 takes any free one.',
  },
  HOST: {
    schema: z.string(),
    default: '127.0.0.1',
    description: 'Address to listen on; 0.0.0.0 serves other machines too.',
  },
  KNOWLEDGE_DIR: {
    schema: folder,
    description:
      'Folder of imported records. Blank: var/knowledge if something was imported there, else the facts in this repository.',
  },
  VAR_DIR: { schema: folder, description: 'Folder for what is built while running. Blank: var.' },
  OFFICE_NAME: {
    schema: words,
    description: 'Name of the office that answers, shown to citizens.',
  },
  OFFICE_PROVINCE: {
    schema: words,
    description: 'Its province or city; its own procedures are then preferred.',
  },
  OFFICE_HOTLINE: {
    schema: words,
    description: 'Its telephone number, given to citizens who ask for a person.',
  },
  LOG_LEVEL: {
    schema: z.enum(LOG_LEVELS),
    default: 'info',
    description: `How much is logged: ${LOG_LEVELS.join(', ')}. Never what a citizen wrote.`,
  },
  TRUST_PROXY: {
    schema: flag,
    default: 'false',
    description:
      'true behind one reverse proxy: the address of the citizen is then read from X-Forwarded-For.',
  },
  RATE_LIMIT_PER_MINUTE: {
    schema: whole(0, 1_000_000),
    default: '120',
    description: 'Messages and searches one address may send in a minute; 0 sets no limit.',
  },
  DATABASE_URL: {
    schema: z
      .string()
      .regex(/^postgres(?:ql)?:\/\//u, 'must begin with postgres://')
      .optional(),
    description: 'PostgreSQL to keep conversations in. Blank: SQLite in VAR_DIR.',
  },
  RETENTION_DAYS: {
    schema: whole(1, 3650),
    default: '30',
    description: 'Conversations are erased after so many days without a message.',
  },
  RETENTION_DAYS_BY_CHANNEL: {
    schema: daysByChannel,
    default: 'kiosk=1,robot=1',
    description: 'Other periods for single channels, such as zalo=14,web=7.',
  },
  COOKIE_SECRET: {
    schema: secret,
    description:
      'Signs the cookie that continues a conversation on the web. Blank: one is made and kept in VAR_DIR.',
  },
  WIDGET_ORIGINS: {
    schema: list,
    default: '*',
    description: 'Sites that may embed the widget, separated by commas; * for any.',
  },
  OFFICE_APPROVES: {
    schema: flag,
    default: 'false',
    description:
      'true hands answers that are likely but not sure to an officer first; only where someone looks at requests.',
  },
} as const satisfies Record<string, { schema: z.ZodType; default?: string; description: string }>;

type Settings = typeof SETTINGS;
type Values = { readonly [Name in keyof Settings]: z.output<Settings[Name]['schema']> };

export interface Config {
  readonly port: number;
  readonly host: string;
  /** Undefined: the committed facts. */
  readonly knowledgeDir: string | undefined;
  readonly varDir: string;
  readonly office: {
    readonly name?: string | undefined;
    readonly province?: string | undefined;
    readonly hotline?: string | undefined;
    readonly approves?: boolean | undefined;
  };
  readonly logLevel: Values['LOG_LEVEL'];
  readonly trustProxy: boolean;
  /** 0: no limit. */
  readonly rateLimitPerMinute: number;
  readonly databaseUrl: string | undefined;
  readonly retentionDays: Readonly<Record<Channel, number>>;
  readonly cookieSecret: string | undefined;
  readonly widgetOrigins: readonly string[];
}

/** Reads the environment. Throws one error that lists every problem. */
export function parseConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const problems: string[] = [];
  const entries = Object.entries(SETTINGS).map(([name, setting]) => {
    const given = environment[name]?.trim();
    const value =
      given === undefined || given === ''
        ? 'default' in setting
          ? setting.default
          : undefined
        : given;
    const result = (setting.schema as z.ZodType).safeParse(value);
    if (!result.success)
      problems.push(`  ${name}: ${result.error.issues[0]?.message ?? 'is not valid'}`);
    return [name, result.data];
  });
  const values = Object.fromEntries(entries) as Values;
  if (values.KNOWLEDGE_DIR !== undefined && !existsSync(values.KNOWLEDGE_DIR)) {
    problems.push(
      '  KNOWLEDGE_DIR: there is no such folder; import records into it first (npm run import)',
    );
  }
  if (problems.length > 0) {
    throw new Error(`These settings cannot be used (see .env.example):\n${problems.join('\n')}`);
  }
  const varDir = values.VAR_DIR ?? join(ROOT, 'var');
  return {
    port: values.PORT,
    host: values.HOST,
    knowledgeDir: values.KNOWLEDGE_DIR ?? importedInto(join(varDir, 'knowledge')),
    varDir,
    office: {
      name: values.OFFICE_NAME,
      province: values.OFFICE_PROVINCE,
      hotline: values.OFFICE_HOTLINE,
      approves: values.OFFICE_APPROVES,
    },
    logLevel: values.LOG_LEVEL,
    trustProxy: values.TRUST_PROXY,
    rateLimitPerMinute: values.RATE_LIMIT_PER_MINUTE,
    databaseUrl: values.DATABASE_URL,
    retentionDays: Object.fromEntries(
      CHANNELS.map((channel) => [
        channel,
        values.RETENTION_DAYS_BY_CHANNEL[channel] ?? values.RETENTION_DAYS,
      ]),
    ) as Record<Channel, number>,
    cookieSecret: values.COOKIE_SECRET,
    widgetOrigins: values.WIDGET_ORIGINS,
  };
}

function importedInto(path: string): string | undefined {
  return existsSync(join(path, 'manifest.json')) ? path : undefined;
}

/** The text of `.env.example`. */
export function renderEnvExample(): string {
  return Object.entries(SETTINGS)
    .map(
      ([name, setting]) =>
        `# ${setting.description}\n${name}=${'default' in setting ? setting.default : ''}\n`,
    )
    .join('\n');
}

/** The settings as a Markdown table, for the README. */
export function settingsTable(): string {
  const rows = Object.entries(SETTINGS).map(
    ([name, setting]) =>
      `| \`${name}\` | ${'default' in setting ? `\`${setting.default}\`` : ''} | ${setting.description} |`,
  );
  return ['| setting | default | meaning |', '|---|---|---|', ...rows].join('\n');
}
