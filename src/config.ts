import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
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
  CONVERSATION_TTL_HOURS: {
    schema: whole(1, 8760),
    default: '24',
    description: 'A conversation is forgotten after so many hours without a message.',
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
  };
  readonly logLevel: Values['LOG_LEVEL'];
  readonly trustProxy: boolean;
  /** 0: no limit. */
  readonly rateLimitPerMinute: number;
  readonly conversationTtlMs: number;
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
    },
    logLevel: values.LOG_LEVEL,
    trustProxy: values.TRUST_PROXY,
    rateLimitPerMinute: values.RATE_LIMIT_PER_MINUTE,
    conversationTtlMs: values.CONVERSATION_TTL_HOURS * 3_600_000,
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
