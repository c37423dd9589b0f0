import { z } from 'zod';

/**
 * The procedure record (thủ tục hành chính): one shape for everything the National Public Service
 * Portal publishes about a procedure, whichever of the three formats it came in.
 *
 * Meaning is kept and oddities are settled at the door (see `src/curation`), so past this schema a
 * number can be trusted to mean what it says. All text is NFC. A missing optional key means the
 * source did not state it; nothing here is ever guessed.
 */

const text = z
  .string()
  .trim()
  .transform((value) => value.normalize('NFC'));

/** Procedure code as printed by the portal, e.g. `1.001193`. */
export const procedureCodeSchema = z.string().regex(/^\d\.\d{6}$/u);

/** Who may receive and settle: ministry, province, commune (xã, phường, đặc khu), another body. */
const levelSchema = z.enum(['ministry', 'province', 'commune', 'other']);

const durationUnitSchema = z.enum(['hour', 'day', 'working-day', 'month']);

/**
 * A processing limit.
 * - `quantity` + `unit`: the limit as a figure. Both are absent when the record only states words.
 * - `stated`: the record's own words, shown whenever there is no figure or the figure needs them.
 *
 * The portal's unit `OTHER` carries no unit at all: the door looks it up in the record's
 * `cases[].processingDay`; if that is missing too, only `stated` remains.
 */
const durationSchema = z.object({
  quantity: z.number().nonnegative().optional(),
  unit: durationUnitSchema.optional(),
  stated: text.optional(),
});

/** Fee kinds of the portal: lệ phí/phí (FEE), giá dịch vụ (SERVICE_FEE), biểu mức giá (PRICE_LEVEL). */
const feeKindSchema = z.enum(['fee', 'service-fee', 'price-level']);

/**
 * How an amount is to be read.
 * - `exact`: `amount` is what is paid, and the record's own text does not contradict it.
 * - `free`: the record says nothing is paid.
 * - `set-locally`: 0 in the record stands for "set by the provincial People's Council".
 * - `stated-only`: the number contradicts its own text, or hides a sum in it (2.001610: 100 against
 *   "100.000 đồng/lần"). `amount` is absent; only `stated` may be shown.
 * - `unstated`: the record gives no fee at all for this way of submission.
 */
const feeMeaningSchema = z.enum(['exact', 'free', 'set-locally', 'stated-only', 'unstated']);

const feeSchema = z.object({
  kind: feeKindSchema,
  meaning: feeMeaningSchema,
  /** In units of `currency`; present exactly when `meaning` is `exact`. */
  amount: z.number().positive().optional(),
  /** ISO 4217; the portal's "Việt Nam Đồng", "VNĐ", "đồng" and blank are `VND`. */
  currency: z.string().default('VND'),
  /** The record's own words about this fee, e.g. "100.000 đồng/lần". */
  stated: text.optional(),
  /** When this fee applies, if the record says so ("Nộp trực tuyến"). */
  condition: text.optional(),
  /** A condition exists but is not part of these facts; the amount must not look unconditional. */
  conditional: z.boolean().optional(),
});

const submissionMethodSchema = z.enum(['online', 'direct', 'postal']);

/** One way of handing in the dossier (cách thức thực hiện). Several entries per method are normal. */
const submissionSchema = z.object({
  method: submissionMethodSchema,
  durations: z.array(durationSchema).default([]),
  fees: z.array(feeSchema).default([]),
  /** The record's note on this way of submission. */
  note: text.optional(),
});

const formSchema = z.object({
  name: text,
  /** File id or absolute link of the form as published. */
  link: z.string().optional(),
});

/**
 * One line of the dossier (thành phần hồ sơ). Lines with 0 originals and 0 copies are notes about
 * the dossier, not papers, and are never counted or listed as papers.
 */
const dossierItemSchema = z.object({
  kind: z.enum(['paper', 'note']),
  name: text,
  originals: z.number().int().nonnegative().default(0),
  copies: z.number().int().nonnegative().default(0),
  forms: z.array(formSchema).default([]),
  /** Only some applicants bring it; the condition itself is not part of these facts. */
  conditional: z.boolean().optional(),
});

/** A case (trường hợp) with its own dossier. The unnamed case has `name: ''`. */
const caseSchema = z.object({
  name: text,
  items: z.array(dossierItemSchema).default([]),
  /** The limit of this case (`cases[].processingDay`), where the portal gives one. */
  duration: durationSchema.optional(),
  /** Papers or explanations were left out of these facts; the portal's page has them all. */
  shortened: z.boolean().optional(),
});

const legalBasisSchema = z.object({
  /** Number of the legal instrument, e.g. `123/2015/NĐ-CP`. */
  number: text,
  name: text.default(''),
});

export const procedureSchema = z.object({
  code: procedureCodeSchema,
  name: text.pipe(z.string().min(1)),
  field: text,
  levels: z.array(levelSchema),
  executingAgencies: z.array(text).default([]),
  authorisedAgencies: z.array(text).default([]),
  coordinatingAgencies: z.array(text).default([]),
  /** Where the dossier is handed in, if the record states an address. */
  receivingAddress: text.optional(),
  /** The body that issued the procedure. */
  issuingAgency: text.optional(),
  subjects: z.array(text).default([]),
  submissions: z.array(submissionSchema).default([]),
  cases: z.array(caseSchema).default([]),
  /** Steps (trình tự thực hiện), one paragraph each, in order. Empty in the committed facts. */
  steps: z.array(text).default([]),
  /** Requirements and conditions. Absent in the committed facts and where the record is silent. */
  requirements: text.optional(),
  results: z.array(text).default([]),
  legalBasis: z.array(legalBasisSchema).default([]),
  /** Number of the decision that published the procedure, e.g. `1872/QĐ-BTP`. */
  decision: text.optional(),
  /** ISO dates (YYYY-MM-DD). */
  publishedAt: z.string().optional(),
  updatedAt: z.string().optional(),
  /** Day or month the data was read from the portal (YYYY-MM-DD or YYYY-MM). */
  retrievedAt: z.string().optional(),
  state: z.string().optional(),
  /** STANDARD, SPECIFIC (of one province), INTERCONNECTED (liên thông), … */
  type: z.string().optional(),
  /** Page of the procedure on the portal. */
  link: z.string().optional(),
  /** `facts`: the committed facts only; `full`: with steps, requirements and notes. */
  detail: z.enum(['facts', 'full']).default('full'),
});

export type Level = z.infer<typeof levelSchema>;
export type DurationUnit = z.infer<typeof durationUnitSchema>;
export type Duration = Readonly<z.infer<typeof durationSchema>>;
export type Fee = Readonly<z.infer<typeof feeSchema>>;
export type SubmissionMethod = z.infer<typeof submissionMethodSchema>;
export type Submission = Readonly<z.infer<typeof submissionSchema>>;
export type DossierItem = Readonly<z.infer<typeof dossierItemSchema>>;
export type Case = Readonly<z.infer<typeof caseSchema>>;
export type Procedure = Readonly<z.infer<typeof procedureSchema>>;
