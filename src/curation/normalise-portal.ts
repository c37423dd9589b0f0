import { z } from 'zod';
import type { Fee, Procedure, Submission } from '../procedure/procedure.ts';
import { procedureCodeSchema, procedureSchema } from '../procedure/procedure.ts';
import { readLimit, readUnit } from './limits.ts';
import { readFee } from './money.ts';
import {
  dossierItem,
  mergeSubmissions,
  settleLimits,
  stated,
  submissionMethod,
} from './normalise-parts.ts';
import { PORTAL_PAGE } from './normalise-shared.ts';
import { isoDate, recordText, splitList } from './text.ts';

const maybeText = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
const named = z
  .array(z.object({ name: maybeText }))
  .nullish()
  .transform((list) => (list ?? []).map((one) => one.name));
const count = z.coerce
  .number()
  .nullish()
  .transform((value) => Math.max(0, Math.trunc(value ?? 0)));

/** Detail response of the portal's API (`get-formality-by-citizen`). Unknown keys are ignored. */
const portalRecordSchema = z.object({
  id: maybeText,
  code: procedureCodeSchema,
  name: z.string().trim().min(1),
  state: maybeText,
  type: maybeText,
  createdAt: z.unknown().optional(),
  updatedAt: z.unknown().optional(),
  decisionNo: maybeText,
  procedureProposal: z
    .object({
      proposalNumber: maybeText,
      publicationDate: z.unknown().optional(),
      issuingAgency: z.object({ name: maybeText }).nullish(),
    })
    .nullish(),
  isMinistry: z.boolean().nullish(),
  isProvince: z.boolean().nullish(),
  isWard: z.boolean().nullish(),
  isOtherAgency: z.boolean().nullish(),
  departmentPromulgateName: maybeText,
  categoriesDetails: named,
  departmentsExecuting: named,
  unitGroupsExecuting: named,
  departmentsAuthorized: named,
  unitGroupsAuthorized: named,
  departmentsCoordinating: named,
  unitGroupsCoordinating: named,
  executingAgencies: maybeText,
  authorizedAgencies: maybeText,
  coordinatingAgencies: maybeText,
  dossierReceivingAddresses: maybeText,
  executionSteps: z.array(z.object({ name: maybeText, description: maybeText })).nullish(),
  executionMethods: z
    .array(
      z.object({
        submissionMethod: z.string(),
        processingTime: z.coerce.number().nullish(),
        processingTimeUnit: z.string().nullish(),
        description: maybeText,
        fees: z
          .array(
            z.object({
              type: z.string().nullish(),
              value: z.coerce.number().nullish(),
              currencyName: maybeText,
              description: maybeText,
            }),
          )
          .nullish(),
      }),
    )
    .nullish(),
  executionCases: z
    .array(
      z.object({
        name: maybeText,
        profileComponents: z
          .array(
            z.object({
              name: z.string(),
              originalQty: count,
              copyQty: count,
              attachments: z.array(z.object({ id: maybeText, fileName: maybeText })).nullish(),
            }),
          )
          .nullish(),
      }),
    )
    .nullish(),
  cases: z
    .array(
      z.object({
        name: maybeText,
        processingDay: z
          .object({ qty: z.coerce.number().nullish(), type: z.string().nullish() })
          .nullish(),
      }),
    )
    .nullish(),
  resultsDetails: named,
  legalBasisesDetails: z.array(z.object({ code: maybeText, name: maybeText })).nullish(),
  requirementsAndConditions: maybeText,
  subjectTypesDetails: named,
});

/** Unwraps `{"code":"OK","data":{…}}`; returns the value itself when it is bare. */
function unwrapPortal(value: unknown): unknown {
  const wrapped = z
    .object({ data: z.record(z.string(), z.unknown()), message: z.string().optional() })
    .safeParse(value);
  return wrapped.success && !('executionMethods' in (value as object)) ? wrapped.data.data : value;
}

export function isPortalRecord(value: unknown): boolean {
  return (
    z.object({ code: z.string(), executionMethods: z.unknown() }).safeParse(unwrapPortal(value))
      .success && 'executionMethods' in (unwrapPortal(value) as object)
  );
}

const FORM_FILE = 'https://dichvucong.gov.vn/api/v1/submitting/preview-attachment?fileId=';
const KINDS: Readonly<Record<string, Fee['kind']>> = {
  FEE: 'fee',
  SERVICE_FEE: 'service-fee',
  PRICE_LEVEL: 'price-level',
};

/** Throws a ZodError that names the field when the response cannot be read. */
export function normalisePortalRecord(value: unknown): Procedure {
  const raw = portalRecordSchema.parse(unwrapPortal(value));
  const limits = (raw.cases ?? []).flatMap(({ name, processingDay }) => {
    const unit = readUnit(processingDay?.type ?? undefined);
    return processingDay?.qty && unit
      ? [{ name, duration: { quantity: processingDay.qty, unit } }]
      : [];
  });
  const cases = (raw.executionCases ?? []).map((one) => ({
    name: recordText(one.name),
    items: (one.profileComponents ?? []).flatMap(
      (item) =>
        dossierItem({
          name: item.name,
          originals: item.originalQty,
          copies: item.copyQty,
          forms: (item.attachments ?? [])
            .filter((file) => file.fileName !== '')
            .map((file) => ({
              name: file.fileName,
              ...(file.id === '' ? {} : { link: `${FORM_FILE}${file.id}` }),
            })),
        }) ?? [],
    ),
  }));
  const submissions = (raw.executionMethods ?? []).flatMap(
    (method): (Submission & { open: boolean })[] => {
      const kind = submissionMethod(method.submissionMethod);
      if (!kind) return [];
      const unit = readUnit(method.processingTimeUnit ?? undefined);
      const quantity = method.processingTime ?? 0;
      const note = recordText(method.description);
      const limit = quantity > 0 && unit ? { quantity, unit } : readLimit('');
      return [
        {
          method: kind,
          durations: limit ? [limit] : [],
          fees: (method.fees ?? []).map((fee) =>
            readFee({
              kind: KINDS[fee.type ?? ''] ?? 'fee',
              value: fee.value,
              currency: fee.currencyName,
              text: recordText(fee.description),
            }),
          ),
          ...(note === '' ? {} : { note }),
          open: limit === undefined && quantity > 0,
        },
      ];
    },
  );
  const settled = settleLimits(submissions, limits, cases, raw.name);
  return procedureSchema.parse({
    code: raw.code,
    name: recordText(raw.name).replace(/\s+/gu, ' '),
    field: raw.categoriesDetails.map(recordText).join(', '),
    levels: [
      ...(raw.isMinistry ? ['ministry'] : []),
      ...(raw.isProvince ? ['province'] : []),
      ...(raw.isWard ? ['commune'] : []),
      ...(raw.isOtherAgency ? ['other'] : []),
    ],
    executingAgencies: agencies(
      raw.departmentsExecuting,
      raw.unitGroupsExecuting,
      raw.executingAgencies,
    ),
    authorisedAgencies: agencies(
      raw.departmentsAuthorized,
      raw.unitGroupsAuthorized,
      raw.authorizedAgencies,
    ),
    coordinatingAgencies: agencies(
      raw.departmentsCoordinating,
      raw.unitGroupsCoordinating,
      raw.coordinatingAgencies,
    ),
    subjects: raw.subjectTypesDetails.map(recordText).filter((name) => name !== ''),
    submissions: mergeSubmissions(settled.submissions),
    cases: settled.cases,
    steps: (raw.executionSteps ?? []).flatMap(({ name, description }) =>
      recordText([name, description].filter((part) => part !== '').join(': '))
        .split('\n')
        .filter((step) => step !== ''),
    ),
    results: raw.resultsDetails.map(recordText).filter((name) => name !== ''),
    legalBasis: (raw.legalBasisesDetails ?? [])
      .map(({ code, name }) => ({ number: recordText(code), name: recordText(name) }))
      .filter(({ number, name }) => number !== '' || name !== ''),
    ...stated({
      receivingAddress: recordText(raw.dossierReceivingAddresses),
      issuingAgency: recordText(
        raw.procedureProposal?.issuingAgency?.name ?? raw.departmentPromulgateName,
      ),
      requirements: recordText(raw.requirementsAndConditions),
      decision: recordText(raw.procedureProposal?.proposalNumber ?? raw.decisionNo),
      publishedAt: isoDate(raw.procedureProposal?.publicationDate) ?? isoDate(raw.createdAt),
      updatedAt: isoDate(raw.updatedAt),
      state: raw.state,
      type: raw.type,
      link: raw.id === '' ? '' : `${PORTAL_PAGE}${raw.id}`,
    }),
  });
}

function agencies(
  departments: readonly string[],
  groups: readonly string[],
  text: string,
): string[] {
  const listed = [...departments, ...groups].map(recordText).filter((name) => name !== '');
  return [...new Set(listed.length > 0 ? listed : splitList(text))];
}
