import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { CHANNELS } from './conversation/conversation.ts';
import type { Channel } from './conversation/conversation.ts';
import { parseDueDays } from './desk/follow-up.ts';
import { parseHours } from './desk/parse-hours.ts';
import type { WeeklyHours } from './desk/parse-hours.ts';
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
const digits = z
  .string()
  .regex(/^\d{1,30}$/u, 'must be digits only')
  .optional();
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
  CONVERSATION_REST_HOURS: {
    schema: whole(1, 8760),
    default: '72',
    description:
      'A citizen who writes again on Zalo, Telegram or Messenger after so many hours begins a new conversation.',
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
  OFFICER_TOKEN: {
    schema: secret,
    description:
      'Bearer token of the addresses for officers (requests for a person, undelivered messages). Blank: those addresses are closed.',
  },
  WIDGET_ORIGINS: {
    schema: list,
    default: '*',
    description: 'Sites that may embed the widget, separated by commas; * for any.',
  },
  OFFICE_HOURS: {
    schema: words,
    description: 'When a person can be reached, in words citizens are told.',
  },
  OFFICE_APPROVES: {
    schema: flag,
    default: 'false',
    description:
      'true hands answers that are likely but not sure to an officer first; only where someone looks at requests.',
  },
  LIMIT_PER_SENDER_PER_MINUTE: {
    schema: whole(0, 100_000),
    default: '20',
    description: 'Messages one citizen may send in a minute on any channel; 0 sets no limit.',
  },
  LIMIT_GLOBAL_PER_MINUTE: {
    schema: whole(0, 10_000_000),
    default: '20000',
    description: 'Messages all citizens together may send in a minute; 0 sets no limit.',
  },
  TELEGRAM_BOT_TOKEN: { schema: secret, description: 'From @BotFather. Blank: no Telegram.' },
  TELEGRAM_WEBHOOK_SECRET: {
    schema: z
      .string()
      .regex(/^[A-Za-z0-9_-]{16,256}$/u, 'must be 16 to 256 of A-Z a-z 0-9 _ -')
      .optional(),
    description:
      'Secret of the webhook /webhooks/telegram. Blank: messages are fetched by long polling, without a public address.',
  },
  TELEGRAM_API_ROOT: {
    schema: z.url(),
    default: 'https://api.telegram.org',
    description: 'Where the Bot API is.',
  },
  ZALO_APP_ID: { schema: digits, description: 'Zalo application. Blank: no Zalo OA.' },
  ZALO_APP_SECRET: {
    schema: secret,
    description: 'Secret key of the application; fetches tokens.',
  },
  ZALO_OA_ID: { schema: digits, description: 'Id of the Official Account.' },
  ZALO_OA_SECRET: {
    schema: secret,
    description: 'OA Secret Key from the Webhook page of the console; checks signatures.',
  },
  ZALO_REFRESH_TOKEN: {
    schema: secret,
    description: 'First refresh token, from the API Explorer; later ones are kept in the store.',
  },
  ZALO_SIGNATURE_VARIANTS: {
    schema: z
      .string()
      .transform((text) => text.split(',').map((one) => one.trim()))
      .pipe(z.array(z.enum(['app-id+oa-secret', 'app-id+app-secret', 'oa-id+oa-secret'])).min(1)),
    default: 'app-id+oa-secret',
    description:
      'Ways to compute the signature that are accepted, best first: app-id+oa-secret, app-id+app-secret, oa-id+oa-secret.',
  },
  ZALO_BUTTONS_TEMPLATE_TYPE: {
    schema: flag,
    default: 'false',
    description: 'true sends template_type with buttons, as older samples of Zalo do.',
  },
  ZALO_API_ROOT: {
    schema: z.url(),
    default: 'https://openapi.zalo.me',
    description: 'Where the OA API is.',
  },
  ZALO_OAUTH_ROOT: {
    schema: z.url(),
    default: 'https://oauth.zaloapp.com',
    description: 'Where tokens are refreshed.',
  },
  ZALO_MEDIA_HOSTS: {
    schema: list,
    default: '.zdn.vn',
    description:
      'Hosts voice messages of Zalo are fetched from, separated by commas; .zdn.vn stands for all below it.',
  },
  ZALO_BOT_TOKEN: { schema: secret, description: 'Token of a Zalo bot. Blank: no Zalo bot.' },
  ZALO_BOT_WEBHOOK_SECRET: {
    schema: secret,
    description: 'Secret of the webhook /webhooks/zalo-bot. Blank: long polling.',
  },
  ZALO_BOT_API_ROOT: {
    schema: z.url(),
    default: 'https://bot-api.zaloplatforms.com',
    description: 'Where the Zalo Bot API is.',
  },
  MESSENGER_PAGE_TOKEN: {
    schema: secret,
    description: 'Page access token. Blank: no Messenger.',
  },
  MESSENGER_APP_SECRET: { schema: secret, description: 'App secret; checks signatures.' },
  MESSENGER_VERIFY_TOKEN: { schema: secret, description: 'Verify token of the webhook.' },
  MESSENGER_APP_ID: { schema: digits, description: 'Id of our app; tells our echoes from others.' },
  MESSENGER_PAGE_ID: { schema: digits, description: 'Id of the page.' },
  MESSENGER_API_ROOT: {
    schema: z.url(),
    default: 'https://graph.facebook.com/v25.0',
    description: 'Where the Graph API is, with its version.',
  },
  MODEL_BASE_URL: {
    schema: z.url().optional(),
    description:
      'OpenAI-compatible endpoint of a language model, ending in /v1. Blank: no model; everything works without.',
  },
  MODEL_API_KEY: { schema: secret, description: 'Its key, if it wants one.' },
  MODEL_NAME: { schema: words, description: 'Name of the model there.' },
  EMBEDDING_MODEL: {
    schema: words,
    description:
      'Name of an embedding model at the same endpoint. Blank: the search goes by its own vectors.',
  },
  EMBEDDING_PRICE: {
    schema: z.coerce.number().min(0).optional(),
    description: 'Price of a million tokens embedded. Blank: as MODEL_PRICE_IN.',
  },
  EMBEDDING_WEIGHT: {
    schema: z.coerce.number().min(0).max(20),
    default: '1',
    description: 'Weight of its nearness in the search; npm run eval:embeddings measures the best.',
  },
  MODEL_TIMEOUT_MS: {
    schema: whole(100, 60_000),
    default: '4000',
    description: 'A reply of the model is waited for so long; then the plain answer is given.',
  },
  MODEL_CONCURRENCY: {
    schema: whole(1, 1000),
    default: '4',
    description: 'Calls of the model at once; who comes when all are taken gets the plain answer.',
  },
  MODEL_DAILY_TOKENS: {
    schema: whole(0, 999_999_999),
    default: '1000000',
    description: 'Tokens a day each server may use, about; then it goes on without. 0: no limit.',
  },
  MODEL_PRICE_IN: {
    schema: z.coerce.number().min(0),
    default: '0',
    description: 'Price of a million tokens sent, for the cost in GET /metrics.',
  },
  MODEL_PRICE_OUT: {
    schema: z.coerce.number().min(0),
    default: '0',
    description: 'Price of a million tokens received.',
  },
  MODEL_OFF: {
    schema: words,
    description:
      'Any text turns the model off and is the reason in the log; so does a file model-off in VAR_DIR, without a restart.',
  },
  SPEECH_BASE_URL: {
    schema: z.url().optional(),
    description:
      'OpenAI-compatible endpoint that makes words of voice messages, ending in /v1. Blank: they are declined.',
  },
  SPEECH_API_KEY: { schema: secret, description: 'Its key, if it wants one.' },
  SPEECH_MODEL: {
    schema: z.string().max(200, 'must be 200 characters or less'),
    default: 'whisper-1',
    description: 'Name of the model there.',
  },
  SPEECH_TIMEOUT_MS: {
    schema: whole(500, 120_000),
    default: '20000',
    description: 'Its words are waited for so long, tries included.',
  },
  OUTBOUND_PRIVATE_ONLY: {
    schema: flag,
    default: 'false',
    description:
      'true allows models and speech only at addresses of this machine and of private networks: nothing citizens say leaves the office for them.',
  },
  OFFICE_ID: {
    schema: z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/u, 'must be small letters, digits and -'),
    default: 'van-phong',
    description: 'Short name of the office among others that share a database.',
  },
  DESK_STAFFED: {
    schema: z.enum(['auto', 'true', 'false']),
    default: 'auto',
    description:
      'Whether officers answer those who ask for a person: auto, once one has opened the console; false only notes requests.',
  },
  DESK_SILENT_MINUTES: {
    schema: whole(0, 1440),
    default: '10',
    description:
      'An officer who lets a citizen wait so long loses her to another who is free; 0: never.',
  },
  DESK_HOURS: {
    schema: z
      .string()
      .max(500)
      .transform((text, context) => {
        try {
          return parseHours(text);
        } catch (error) {
          context.addIssue(error instanceof Error ? error.message : 'cannot be read');
          return z.NEVER;
        }
      }),
    default: 'T2-T6 07:30-11:30 13:30-17:00',
    description:
      'When officers are on duty, such as T2-T6 07:30-11:30 13:30-17:00; T7 07:30-11:30. Other hours of a channel follow a vertical bar, such as hotline: T2-CN 00:00-24:00. Holidays are known.',
  },
  PUBLIC_URL: {
    schema: z.url().optional(),
    description:
      'Where browsers reach this server, such as https://hoi.xa.gov.vn. Blank: as the request says; links in messages and sign-in at an identity provider need it.',
  },
  OIDC_ISSUER: {
    schema: z.url().optional(),
    description:
      'Identity provider (OpenID Connect) officers may sign in at. Blank: local accounts only.',
  },
  OIDC_CLIENT_ID: { schema: words, description: 'Id of this program at the identity provider.' },
  OIDC_CLIENT_SECRET: { schema: secret, description: 'Its secret there.' },
  OIDC_LOGIN_CLAIM: {
    schema: z.enum(['email', 'preferred_username', 'sub']),
    default: 'email',
    description: 'What the identity provider says that is the login of an account here.',
  },
  TASK_DUE_DAYS: {
    schema: z.string().transform((text, context) => {
      const days = parseDueDays(text);
      if (days !== undefined) return days;
      context.addIssue({ code: 'custom', message: 'must look like complaint=10,call-back=1' });
      return z.NEVER;
    }),
    default: 'complaint=10,recommendation=10,call-back=1,follow-up=3',
    description: 'Working days until a task of a kind is due.',
  },
  CHATWOOT_URL: {
    schema: z.url().optional(),
    description: 'Chatwoot as the desk: its address. Blank: our own console.',
  },
  CHATWOOT_INBOX: { schema: words, description: 'inbox_identifier of its API inbox.' },
  CHATWOOT_ACCOUNT_ID: { schema: digits, description: 'Number of its account.' },
  CHATWOOT_API_TOKEN: {
    schema: secret,
    description: 'api_access_token of an agent; writes private notes.',
  },
  CHATWOOT_WEBHOOK_SECRET: {
    schema: secret,
    description: 'Secret its webhooks to /webhooks/chatwoot are signed with (v4.11.2 and later).',
  },
  CHATWOOT_PATH_SECRET: {
    schema: z
      .string()
      .regex(/^[\w-]{16,200}$/u, 'must be 16 to 200 of A-Z a-z 0-9 _ -')
      .optional(),
    description:
      'Older versions do not sign: their webhooks go to /webhooks/chatwoot/<this>. Blank: unsigned ones are refused.',
  },
  HELP_DESK_URL: {
    schema: z.url().optional(),
    description: 'Any other desk software: events are posted to this address.',
  },
  HELP_DESK_SECRET: { schema: secret, description: 'Signs events to it and its replies.' },
  HOTLINE_TOKEN: {
    schema: z
      .string()
      .regex(/^[\w-]{16,200}$/u, 'must be 16 to 200 of A-Z a-z 0-9 _ -')
      .optional(),
    description:
      'Bearer token of telephony that tells of calls at /assist/v1; part of the addresses of Stringee and VoiceCloud.',
  },
  HOTLINE_SECRET: {
    schema: secret,
    description:
      'Signs what telephony sends, instead of the token: x-signature over x-timestamp and body.',
  },
  CARESOFT_SECRET: { schema: secret, description: 'Checks X-Hub-Signature of CareSoft.' },
  HOTLINE_QUIET_HOURS: {
    schema: whole(1, 72),
    default: '4',
    description: 'A call of which nothing is heard for so many hours has ended.',
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
    /** When a person can be reached, in words. */
    readonly hours?: string | undefined;
    readonly approves?: boolean | undefined;
  };
  readonly logLevel: Values['LOG_LEVEL'];
  readonly trustProxy: boolean;
  /** 0: no limit. */
  readonly rateLimitPerMinute: number;
  readonly databaseUrl: string | undefined;
  readonly conversationRestMs: number;
  readonly retentionDays: Readonly<Record<Channel, number>>;
  readonly cookieSecret: string | undefined;
  readonly officerToken: string | undefined;
  readonly widgetOrigins: readonly string[];
  /** 0: no limit. */
  readonly limits: { readonly perSenderPerMinute: number; readonly globalPerMinute: number };
  /** Each undefined: the platform is not used. */
  readonly telegram: TelegramConfig | undefined;
  readonly zalo: ZaloConfig | undefined;
  readonly zaloBot: ZaloBotConfig | undefined;
  readonly messenger: MessengerConfig | undefined;
  /** Undefined: no language model. */
  readonly model: ModelConfig | undefined;
  /** Undefined: voice messages are declined. */
  readonly speech: SpeechConfig | undefined;
  /** Models and speech only at private addresses. */
  readonly outboundPrivateOnly: boolean;
  readonly officeId: string;
  /** Whether officers answer here; other desk software counts as such. `auto`: once one was there. */
  readonly deskStaffed: boolean | 'auto';
  readonly deskHours: WeeklyHours;
  /** 0: never. */
  readonly deskSilentMs: number;
  /** Without a slash at its end. */
  readonly publicUrl: string | undefined;
  /** Undefined: local accounts only. */
  readonly oidc: OidcConfig | undefined;
  /** Working days until a task of a kind is due. */
  readonly taskDueDays: Values['TASK_DUE_DAYS'];
  /** Each undefined: not used. */
  readonly chatwoot: ChatwootConfig | undefined;
  readonly helpDesk: { readonly url: string; readonly secret: string } | undefined;
  readonly hotline: {
    /** Each undefined: nobody is let in by it. */
    readonly token: string | undefined;
    readonly secret: string | undefined;
    readonly careSoftSecret: string | undefined;
    readonly quietMs: number;
  };
}

export interface OidcConfig {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly loginClaim: 'email' | 'preferred_username' | 'sub';
}

export interface ModelConfig {
  readonly baseUrl: string;
  readonly apiKey: string | undefined;
  readonly name: string;
  readonly timeoutMs: number;
  readonly concurrency: number;
  /** 0: no limit. */
  readonly dailyTokens: number;
  readonly prices: { readonly in: number; readonly out: number; readonly embedding?: number };
  /** Undefined: no embeddings. */
  readonly embedding: { readonly name: string; readonly weight: number } | undefined;
  /** Why it is off, by setting. */
  readonly off: string | undefined;
}

export interface SpeechConfig {
  readonly baseUrl: string;
  readonly apiKey: string | undefined;
  readonly model: string;
  readonly timeoutMs: number;
}

export interface ChatwootConfig {
  readonly url: string;
  readonly inbox: string;
  readonly accountId: string;
  readonly apiToken: string;
  readonly webhookSecret: string;
  readonly pathSecret: string | undefined;
}

export interface TelegramConfig {
  readonly token: string;
  /** Undefined: long polling. */
  readonly webhookSecret: string | undefined;
  readonly apiRoot: string;
}

export interface ZaloConfig {
  readonly appId: string;
  readonly appSecret: string;
  readonly oaId: string | undefined;
  readonly oaSecret: string;
  readonly refreshToken: string | undefined;
  readonly signatureVariants: Values['ZALO_SIGNATURE_VARIANTS'];
  readonly buttonsTemplateType: boolean;
  readonly apiRoot: string;
  readonly oauthRoot: string;
  /** Hosts recordings may come from; one that begins with a dot stands for all below it. */
  readonly mediaHosts: readonly string[];
}

export interface ZaloBotConfig {
  readonly token: string;
  /** Undefined: long polling. */
  readonly webhookSecret: string | undefined;
  readonly apiRoot: string;
  /** See `ZaloConfig.mediaHosts`. */
  readonly mediaHosts: readonly string[];
}

export interface MessengerConfig {
  readonly pageToken: string;
  readonly appSecret: string;
  readonly verifyToken: string;
  readonly appId: string | undefined;
  readonly pageId: string | undefined;
  readonly apiRoot: string;
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
  // A platform that is set is set as a whole.
  for (const [first, ...others] of [
    ['ZALO_APP_ID', 'ZALO_APP_SECRET', 'ZALO_OA_SECRET'],
    ['MESSENGER_PAGE_TOKEN', 'MESSENGER_APP_SECRET', 'MESSENGER_VERIFY_TOKEN'],
    [
      'CHATWOOT_URL',
      'CHATWOOT_INBOX',
      'CHATWOOT_ACCOUNT_ID',
      'CHATWOOT_API_TOKEN',
      'CHATWOOT_WEBHOOK_SECRET',
    ],
    ['HELP_DESK_URL', 'HELP_DESK_SECRET'],
    ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'],
    ['MODEL_BASE_URL', 'MODEL_NAME'],
  ] as const) {
    if (values[first] === undefined) continue;
    for (const name of others) {
      if (values[name] === undefined) problems.push(`  ${name}: must be set too when ${first} is`);
    }
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
      hours: values.OFFICE_HOURS,
      approves: values.OFFICE_APPROVES,
    },
    logLevel: values.LOG_LEVEL,
    trustProxy: values.TRUST_PROXY,
    rateLimitPerMinute: values.RATE_LIMIT_PER_MINUTE,
    databaseUrl: values.DATABASE_URL,
    conversationRestMs: values.CONVERSATION_REST_HOURS * 3_600_000,
    retentionDays: Object.fromEntries(
      CHANNELS.map((channel) => [
        channel,
        values.RETENTION_DAYS_BY_CHANNEL[channel] ?? values.RETENTION_DAYS,
      ]),
    ) as Record<Channel, number>,
    cookieSecret: values.COOKIE_SECRET,
    officerToken: values.OFFICER_TOKEN,
    widgetOrigins: values.WIDGET_ORIGINS,
    limits: {
      perSenderPerMinute: values.LIMIT_PER_SENDER_PER_MINUTE,
      globalPerMinute: values.LIMIT_GLOBAL_PER_MINUTE,
    },
    ...platformsOf(values),
    model: modelOf(values),
    officeId: values.OFFICE_ID,
    deskStaffed:
      values.CHATWOOT_URL !== undefined ||
      values.HELP_DESK_URL !== undefined ||
      (values.DESK_STAFFED === 'auto' ? 'auto' : values.DESK_STAFFED === 'true'),
    deskHours: values.DESK_HOURS,
    deskSilentMs: values.DESK_SILENT_MINUTES * 60_000,
    publicUrl: values.PUBLIC_URL?.replace(/\/+$/u, ''),
    oidc:
      values.OIDC_ISSUER === undefined
        ? undefined
        : {
            issuer: values.OIDC_ISSUER,
            clientId: values.OIDC_CLIENT_ID ?? '',
            clientSecret: values.OIDC_CLIENT_SECRET ?? '',
            loginClaim: values.OIDC_LOGIN_CLAIM,
          },
    speech: speechOf(values),
    outboundPrivateOnly: values.OUTBOUND_PRIVATE_ONLY,
    taskDueDays: values.TASK_DUE_DAYS,
    hotline: {
      token: values.HOTLINE_TOKEN,
      secret: values.HOTLINE_SECRET,
      careSoftSecret: values.CARESOFT_SECRET,
      quietMs: values.HOTLINE_QUIET_HOURS * 3_600_000,
    },
    ...helpDesksOf(values),
  };
}

function modelOf(values: Values): ModelConfig | undefined {
  if (values.MODEL_BASE_URL === undefined) return undefined;
  return {
    baseUrl: values.MODEL_BASE_URL,
    apiKey: values.MODEL_API_KEY,
    name: values.MODEL_NAME ?? '',
    timeoutMs: values.MODEL_TIMEOUT_MS,
    concurrency: values.MODEL_CONCURRENCY,
    dailyTokens: values.MODEL_DAILY_TOKENS,
    prices: {
      in: values.MODEL_PRICE_IN,
      out: values.MODEL_PRICE_OUT,
      ...(values.EMBEDDING_PRICE === undefined ? {} : { embedding: values.EMBEDDING_PRICE }),
    },
    off: values.MODEL_OFF,
    embedding:
      values.EMBEDDING_MODEL === undefined
        ? undefined
        : { name: values.EMBEDDING_MODEL, weight: values.EMBEDDING_WEIGHT },
  };
}

function speechOf(values: Values): SpeechConfig | undefined {
  if (values.SPEECH_BASE_URL === undefined) return undefined;
  return {
    baseUrl: values.SPEECH_BASE_URL,
    apiKey: values.SPEECH_API_KEY,
    model: values.SPEECH_MODEL,
    timeoutMs: values.SPEECH_TIMEOUT_MS,
  };
}

function helpDesksOf(values: Values): Pick<Config, 'chatwoot' | 'helpDesk'> {
  const { CHATWOOT_URL: url, HELP_DESK_URL: helpDeskUrl } = values;
  return {
    chatwoot:
      url === undefined
        ? undefined
        : {
            url,
            inbox: values.CHATWOOT_INBOX ?? '',
            accountId: values.CHATWOOT_ACCOUNT_ID ?? '',
            apiToken: values.CHATWOOT_API_TOKEN ?? '',
            webhookSecret: values.CHATWOOT_WEBHOOK_SECRET ?? '',
            pathSecret: values.CHATWOOT_PATH_SECRET,
          },
    helpDesk:
      helpDeskUrl === undefined
        ? undefined
        : { url: helpDeskUrl, secret: values.HELP_DESK_SECRET ?? '' },
  };
}

function platformsOf(values: Values): Pick<Config, 'telegram' | 'zalo' | 'zaloBot' | 'messenger'> {
  return {
    telegram:
      values.TELEGRAM_BOT_TOKEN === undefined
        ? undefined
        : {
            token: values.TELEGRAM_BOT_TOKEN,
            webhookSecret: values.TELEGRAM_WEBHOOK_SECRET,
            apiRoot: values.TELEGRAM_API_ROOT,
          },
    zalo:
      values.ZALO_APP_ID === undefined
        ? undefined
        : {
            appId: values.ZALO_APP_ID,
            appSecret: values.ZALO_APP_SECRET ?? '',
            oaId: values.ZALO_OA_ID,
            oaSecret: values.ZALO_OA_SECRET ?? '',
            refreshToken: values.ZALO_REFRESH_TOKEN,
            signatureVariants: values.ZALO_SIGNATURE_VARIANTS,
            buttonsTemplateType: values.ZALO_BUTTONS_TEMPLATE_TYPE,
            apiRoot: values.ZALO_API_ROOT,
            oauthRoot: values.ZALO_OAUTH_ROOT,
            mediaHosts: values.ZALO_MEDIA_HOSTS,
          },
    zaloBot:
      values.ZALO_BOT_TOKEN === undefined
        ? undefined
        : {
            token: values.ZALO_BOT_TOKEN,
            webhookSecret: values.ZALO_BOT_WEBHOOK_SECRET,
            apiRoot: values.ZALO_BOT_API_ROOT,
            mediaHosts: values.ZALO_MEDIA_HOSTS,
          },
    messenger:
      values.MESSENGER_PAGE_TOKEN === undefined
        ? undefined
        : {
            pageToken: values.MESSENGER_PAGE_TOKEN,
            appSecret: values.MESSENGER_APP_SECRET ?? '',
            verifyToken: values.MESSENGER_VERIFY_TOKEN ?? '',
            appId: values.MESSENGER_APP_ID,
            pageId: values.MESSENGER_PAGE_ID,
            apiRoot: values.MESSENGER_API_ROOT,
          },
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
