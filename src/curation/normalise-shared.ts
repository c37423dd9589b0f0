import { z } from 'zod';
import type { Fee, Level, Procedure, Submission } from '../procedure/procedure.ts';
import { procedureCodeSchema, procedureSchema } from '../procedure/procedure.ts';
import { readLimit, readUnit } from './limits.ts';
import { closingBracket, parseNumber, readFee, readPrintedFee, sumsIn } from './money.ts';
import type { CaseLimit } from './normalise-parts.ts';
import {
  dossierItem,
  mergeSubmissions,
  settleLimits,
  stated,
  submissionMethod,
} from './normalise-parts.ts';
import { isoDate, recordText, splitList } from './text.ts';

const maybeText = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
const count = z.coerce
  .number()
  .nullish()
  .transform((value) => Math.max(0, Math.trunc(value ?? 0)));

/** The normalised JSON lines of public crawls: one object a procedure. Unknown keys are ignored. */
const sharedRecordSchema = z.object({
  code: procedureCodeSchema,
  name: z.string().trim().min(1),
  field: z.string(),
  level: z.string(),
  agency: maybeText,
  steps: maybeText,
  channels: z
    .array(
      z.object({
        method: z.string(),
        time: maybeText,
        time_qty: z.union([z.number(), z.string()]).nullish(),
        time_unit: z.string().nullish(),
        fee: maybeText,
        fees: z
          .array(
            z.object({
              type: z.string().nullish(),
              value: z.number().nullish(),
              currency: maybeText,
              desc: maybeText,
            }),
          )
          .nullish(),
        desc: maybeText,
        ambiguous: z.boolean().nullish(),
      }),
    )
    .default([]),
  dossier: z
    .array(
      z.object({
        group: maybeText,
        items: z
          .array(
            z.object({
              name: z.string(),
              original: count,
              copy: count,
              forms: z
                .array(
                  z.union([z.string(), z.object({ name: z.string(), id: z.string().nullish() })]),
                )
                .nullish(),
            }),
          )
          .default([]),
      }),
    )
    .default([]),
  subject: maybeText,
  result: maybeText,
  legal_basis: z.array(z.object({ code: maybeText, name: maybeText })).default([]),
  requirements: maybeText,
  raw_extra: z
    .object({
      decision_no: maybeText,
      promulgating_agency: maybeText,
      authority: maybeText,
      coordinating: maybeText,
      receiving_address: maybeText,
      url: maybeText,
      formality_id: maybeText,
      state: maybeText,
      type: maybeText,
      created_at: z.unknown().optional(),
      updated_at: z.unknown().optional(),
      crawled_at: z.unknown().optional(),
      cases: z
        .array(z.object({ name: maybeText, qty: z.number().nullish(), unit: maybeText }))
        .nullish(),
    })
    .partial()
    .default({}),
});
type SharedRecord = z.infer<typeof sharedRecordSchema>;

const LEVELS: readonly (readonly [RegExp, Level])[] = [
  [/cấp bộ|trung ương/iu, 'ministry'],
  [/cấp tỉnh/iu, 'province'],
  [/cấp xã|cấp huyện/iu, 'commune'],
  [/cơ quan khác/iu, 'other'],
];
export const PORTAL_PAGE = 'https://dichvucong.gov.vn/thu-tuc-hanh-chinh/';

export function isSharedRecord(value: unknown): boolean {
  return z
    .object({ code: z.string(), level: z.string(), channels: z.array(z.unknown()) })
    .safeParse(value).success;
}

/** Throws a ZodError that names the field when the record cannot be read. */
export function normaliseSharedRecord(value: unknown): Procedure {
  const raw = sharedRecordSchema.parse(value);
  const extra = raw.raw_extra;
  const limits = (extra.cases ?? []).flatMap((one): CaseLimit[] => {
    const unit = readUnit(one.unit);
    return one.qty && unit ? [{ name: one.name, duration: { quantity: one.qty, unit } }] : [];
  });
  const cases = raw.dossier.map((group) => ({
    name: recordText(group.group),
    items: group.items.flatMap(
      (item) =>
        dossierItem({
          name: item.name,
          originals: item.original,
          copies: item.copy,
          forms: (item.forms ?? []).map((form) =>
            typeof form === 'string' ? { name: form } : { name: form.name },
          ),
        }) ?? [],
    ),
  }));
  const submissions = raw.channels.flatMap((channel) => submissionOf(channel) ?? []);
  const settled = settleLimits(submissions, limits, cases, raw.name);
  const link = extra.url || (extra.formality_id ? `${PORTAL_PAGE}${extra.formality_id}` : '');
  return procedureSchema.parse({
    code: raw.code,
    name: recordText(raw.name).replace(/\s+/gu, ' '),
    field: recordText(raw.field),
    levels: LEVELS.filter(([pattern]) => pattern.test(raw.level)).map(([, level]) => level),
    executingAgencies: splitList(raw.agency),
    coordinatingAgencies: splitList(extra.coordinating),
    subjects: splitSubjects(raw.subject),
    submissions: mergeSubmissions(settled.submissions),
    cases: settled.cases,
    steps: recordText(raw.steps)
      .split('\n')
      .filter((step) => step !== ''),
    results: splitList(raw.result),
    legalBasis: raw.legal_basis
      .map(({ code, name }) => ({ number: recordText(code), name: recordText(name) }))
      .filter(({ number, name }) => number !== '' || name !== ''),
    ...stated({
      receivingAddress: recordText(extra.receiving_address ?? ''),
      issuingAgency: recordText(extra.promulgating_agency ?? ''),
      requirements: recordText(raw.requirements),
      decision: recordText(extra.decision_no ?? ''),
      publishedAt: isoDate(extra.created_at),
      updatedAt: isoDate(extra.updated_at),
      retrievedAt: isoDate(extra.crawled_at),
      state: extra.state,
      type: extra.type,
      link,
    }),
  });
}

/** "Tổ chức (không bao gồm doanh nghiệp, HTX), Công dân Việt Nam": commas in brackets do not part. */
function splitSubjects(text: string): string[] {
  return recordText(text)
    .split(/\s*[;\n]\s*|,\s*(?![^()]*\))/u)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

type Channel = SharedRecord['channels'][number];

function submissionOf(channel: Channel): (Submission & { open: boolean }) | undefined {
  const method = submissionMethod(channel.method);
  if (!method) return undefined;
  const unit = readUnit(channel.time_unit ?? undefined);
  const quantity =
    typeof channel.time_qty === 'string'
      ? parseNumber(channel.time_qty)
      : (channel.time_qty ?? undefined);
  const limit =
    quantity !== undefined && quantity > 0 && unit ? { quantity, unit } : readLimit(channel.time);
  const { fees, note } = channel.fees?.length ? structuredFees(channel) : printedFees(channel);
  return {
    method,
    durations: limit ? [limit] : [],
    fees,
    ...(note === '' ? {} : { note }),
    open: limit === undefined && channel.time.trim() !== '',
  };
}

const KINDS: Readonly<Record<string, Fee['kind']>> = {
  FEE: 'fee',
  SERVICE_FEE: 'service-fee',
  PRICE_LEVEL: 'price-level',
};

function structuredFees(channel: Channel): { fees: Fee[]; note: string } {
  const fees = (channel.fees ?? []).map((fee) =>
    readFee({
      kind: KINDS[fee.type ?? ''] ?? 'fee',
      value: fee.value,
      currency: fee.currency,
      text: recordText(fee.desc),
    }),
  );
  return { fees, note: recordText(channel.desc) };
}

/**
 * Page texts print the fee, then its remark in brackets, then the note on the way of submission, all
 * glued together: `Miễn phí(Lệ phí …: 135.000 đồng/lần)Nộp tại …`.
 */
function printedFees(channel: Channel): { fees: Fee[]; note: string } {
  let description = recordText(channel.desc);
  let printed = recordText(channel.fee);
  if (printed === '') {
    const leading = /^(?:[\d.,]+\s*(?:việt nam đồng|vnđ|vnd|đồng|usd)|miễn phí)/iu.exec(
      description,
    );
    if (leading) {
      printed = leading[0];
      description = description.slice(printed.length).trim();
    }
  }
  let remark = '';
  if (description.startsWith('(')) {
    const end = closingBracket(description);
    remark = end < 0 ? description.slice(1) : description.slice(1, end);
    description = end < 0 ? '' : description.slice(end + 1).trim();
  }
  if (printed === '' && remark === '') return { fees: [], note: description };
  // A note that names sums belongs to the fee: "… tối đa thu không quá 200.000 đồng/bản".
  const beside = [remark, sumsIn(description).length > 0 ? description : '']
    .filter((part) => part !== '')
    .join(' ');
  const lines = printed
    .split(/\n| \| /u)
    .filter((line) => line.trim() !== '' && !/^file đính kèm/iu.test(line));
  const fees =
    lines.length === 0
      ? [readFee({ kind: 'fee', value: null, text: beside })]
      : lines.map((line) => readPrintedFee(line, beside));
  return { fees, note: description };
}
