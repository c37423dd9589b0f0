import { z } from 'zod';
import { OUTCOMES } from '../../conversation/answer.ts';
import { CHANNELS } from '../../conversation/conversation.ts';
import type { Turn } from '../../conversation/conversation.ts';
import { facetSchema, guideSchema } from '../../procedure/guide.ts';
import { procedureCodeSchema, procedureSchema } from '../../procedure/procedure.ts';

/** What goes over the wire. Requests refuse unknown fields, so that a misspelt one is noticed. */

const languageSchema = z.enum(['vi', 'en']);

export const openRequestSchema = z.strictObject({
  channel: z.enum(CHANNELS).default('web').describe('Where the citizen is met.'),
  language: languageSchema.default('vi'),
});

export const openResponseSchema = z.strictObject({
  id: z.string(),
  language: languageSchema,
  greeting: z.string(),
  suggestions: z.array(z.string()).describe('Questions to offer as buttons.'),
});

/** Texts far longer than a question are still answered politely by the pipeline. */
export const messageTextSchema = z.string().max(16_000);

/** Printable ASCII, so that every store and log can hold it. */
export const clientMessageIdSchema = z.string().regex(/^[\x21-\x7E]{1,100}$/u);

export const messageRequestSchema = z
  .strictObject({
    clientMessageId: clientMessageIdSchema.describe(
      'Made by the client, the same over all tries: the same id never makes a second turn.',
    ),
    text: messageTextSchema.optional().describe('The words of the citizen.'),
    chosenCode: procedureCodeSchema.optional().describe('Code of the option that was pressed.'),
    chosenFacet: facetSchema.optional().describe('Facet that was pressed.'),
  })
  .refine(
    (message) =>
      message.text !== undefined ||
      message.chosenCode !== undefined ||
      message.chosenFacet !== undefined,
    { path: ['text'] },
  );

const rankedProcedureSchema = z.strictObject({
  code: z.string(),
  name: z.string(),
  score: z.number().min(0).max(1),
});

const answerSchema = z.strictObject({
  outcome: z.enum(OUTCOMES),
  language: languageSchema,
  gist: z.string().describe('One or two sentences, fit to be said aloud.'),
  sections: z.array(
    z.strictObject({
      facet: facetSchema,
      procedureCode: z.string(),
      title: z.string(),
      lines: z.array(
        z.strictObject({
          style: z.enum(['text', 'bullet', 'heading', 'note', 'quote']),
          text: z.string(),
        }),
      ),
    }),
  ),
  source: z.string().describe('Source line; empty when nothing is cited.'),
  text: z.string().describe('The whole answer as plain text.'),
  options: z
    .array(z.strictObject({ code: z.string(), label: z.string() }))
    .describe('Choices; send a code back as chosenCode.'),
  nextFacets: z.array(facetSchema).describe('Worth asking next; send one back as chosenFacet.'),
  citations: z.array(
    z.strictObject({
      code: z.string(),
      facet: facetSchema,
      url: z.string().optional(),
      updatedAt: z.string().optional(),
      decision: z.string().optional(),
    }),
  ),
  procedures: z.array(rankedProcedureSchema),
  answerCodes: z.array(z.string()),
  facet: facetSchema.nullable(),
  facets: z.array(facetSchema),
  confidence: z.number().min(0).max(1),
  reason: z.string().describe('Machine word for why the outcome is what it is.'),
});

const turnSchema = z.strictObject({
  index: z.number().int().min(0),
  role: z.enum(['citizen', 'assistant', 'officer']),
  text: z.string(),
  at: z.iso.datetime(),
  clientMessageId: z.string().optional(),
  answer: answerSchema.optional(),
});
export type WireTurn = Readonly<z.infer<typeof turnSchema>>;

export const turnsResponseSchema = z.strictObject({ turns: z.array(turnSchema) });

export const afterQuerySchema = z.strictObject({
  after: z.coerce.number().int().min(-1).optional().describe('Only turns with a greater index.'),
});

export const eventSchema = z
  .string()
  .describe(
    'Events `turn` (id: the index of the turn, data: the turn as in listTurns), `writing` (data: clientMessageId and a verified sentence of the answer on its way), `wait` (read the wait anew) and `gone`; comments keep the connection open.',
  );
export const transcriptSchema = z.string().describe('UTF-8 with byte order mark.');

export const greetingQuerySchema = z.strictObject({ language: languageSchema.default('vi') });
export const greetingResponseSchema = openResponseSchema.omit({ id: true });

export const exportResponseSchema = z
  .record(z.string(), z.unknown())
  .describe('Everything kept of the conversation.');
export const erasedResponseSchema = z.strictObject({ erased: z.literal(true) });

const waitStateSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('not-staffed') }),
  z.strictObject({
    kind: z.literal('closed'),
    opensAt: z.iso.datetime().optional(),
    holiday: z.string().optional(),
  }),
  z.strictObject({ kind: z.literal('nobody-present') }),
  z.strictObject({
    kind: z.literal('queued'),
    position: z.number().int().min(1),
    expectedWaitMs: z.number().optional(),
  }),
  z.strictObject({ kind: z.literal('served'), officerName: z.string() }),
]);

/** Where a request for a person stands, for the citizen. */
export const waitResponseSchema = z.strictObject({
  wait: waitStateSchema,
  handoffId: z.string().optional(),
  text: z.string().describe('Whole sentences in the language of the conversation.'),
  alternatives: z.array(z.string()).describe('Other ways, a sentence each.'),
  mayLeave: z.boolean(),
  mayLeaveContact: z.boolean(),
  contactLeft: z.boolean(),
  mayRate: z.boolean().describe('A talk with an officer ended and was not rated yet.'),
});

/** A telephone number or an e-mail address; whoever reads it is a person. */
export const contactRequestSchema = z.strictObject({
  contact: z.string().trim().min(5).max(120).regex(/[\d@]/u),
});
export const ratingRequestSchema = z.strictObject({
  stars: z
    .union([z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(5)])
    .describe('5 very satisfied to 1 very dissatisfied.'),
  reason: z.string().trim().min(1).max(1000).optional(),
});
export const doneResponseSchema = z.strictObject({ done: z.literal(true) });

export const searchQuerySchema = z.strictObject({
  q: z.string().min(1).max(2000).describe('Words or a code.'),
  limit: z.coerce.number().int().min(1).max(50).default(10),
});
export const searchResponseSchema = z.strictObject({ procedures: z.array(rankedProcedureSchema) });

export const procedureResponseSchema = z.strictObject({
  procedure: procedureSchema,
  guide: guideSchema
    .nullable()
    .describe('What a good officer adds; null where nothing was written.'),
});

export const healthSchema = z.strictObject({ status: z.literal('ok') });
export const readySchema = z.strictObject({
  status: z.literal('ready'),
  knowledge: z.strictObject({
    procedures: z.number().int(),
    detail: z.enum(['facts', 'full']),
    dataDate: z.string(),
    hash: z.string(),
  }),
});

export const errorSchema = z.strictObject({
  error: z.strictObject({ code: z.string(), message: z.string(), requestId: z.string() }),
});

/** A turn as citizens' devices get it: how the answer came about stays inside. */
export function toWireTurn(turn: Turn): WireTurn {
  if (turn.answer === undefined) return turn as unknown as WireTurn;
  const { trace: _, ...answer } = turn.answer;
  return { ...turn, answer } as unknown as WireTurn;
}
