import { z } from 'zod';
import type { Level, Procedure, Submission } from '../procedure/procedure.ts';
import { procedureCodeSchema, procedureSchema } from '../procedure/procedure.ts';
import { readLimit, readUnit } from './limits.ts';
import { parseNumber, readFee } from './money.ts';
import { dossierItem, mergeSubmissions, stated, submissionMethod } from './normalise-parts.ts';
import { isoDate, recordText, splitList } from './text.ts';

const maybeText = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => (value === null || value === undefined ? '' : String(value)));
const list = <T extends z.ZodType>(item: T) =>
  z
    .union([z.array(item), item.transform((one) => [one])])
    .nullish()
    .transform((value) => value ?? []);
const count = z
  .union([z.number(), z.string()])
  .nullish()
  .transform((value) => Math.max(0, Math.trunc(Number(value ?? 0)) || 0));

/** Service `LayThuTuc` of the national exchange (NGSP) and provincial systems: UPPERCASE keys. */
const exchangeRecordSchema = z.object({
  MATTHC: procedureCodeSchema,
  TENTTHC: z.string().trim().min(1),
  TRANGTHAI: maybeText,
  CAPTHUCHIEN: list(z.object({ CAPTHUCHIEN: maybeText, TENCAP: maybeText })),
  LINHVUCTHUCHIEN: list(z.object({ MALINHVUC: maybeText, TENLINHVUC: maybeText })),
  COQUANTHUCHIEN: list(z.object({ MADONVI: maybeText, TENDONVI: maybeText })),
  COQUANCOTHAMQUYEN: z.unknown().optional(),
  COQUANDUOCUYQUYEN: z.unknown().optional(),
  COQUANPHOIHOP: z.unknown().optional(),
  DOITUONGTHUCHIEN: list(z.object({ MADOITUONG: maybeText, TENDOITUONG: maybeText })),
  TRINHTUTHUCHIEN: list(
    z.object({ TRUONGHOP: maybeText, TRINHTU: list(z.object({ TENTRINHTU: maybeText })) }),
  ),
  CACHTHUCTHUCHIEN: list(
    z.object({
      KENH: maybeText,
      THOIGIAN: list(
        z.object({
          THOIGIANGIAIQUYET: maybeText,
          DONVITINH: maybeText,
          MOTA: maybeText,
          PHILEPHI: list(
            z.object({
              MAPHILEPHI: maybeText,
              SOTIEN: maybeText,
              DONVI: maybeText,
              MOTA: maybeText,
              URL: maybeText,
            }),
          ),
        }),
      ),
    }),
  ),
  THANHPHANHOSO: list(
    z.object({
      TRUONGHOP: maybeText,
      GIAYTO: list(
        z.object({
          MAGIAYTO: maybeText,
          TENGIAYTO: maybeText,
          TENMAUDON: maybeText,
          SOBANCHINH: count,
          SOBANSAO: count,
          URL: maybeText,
        }),
      ),
    }),
  ),
  KETQUATHUCHIEN: list(z.object({ MAKETQUA: maybeText, TENKETQUA: maybeText })),
  CANCUPHAPLY: list(z.object({ SOVANBAN: maybeText, TENVANBAN: maybeText })),
  YEUCAUDIEUKIEN: maybeText,
  DIACHITIEPNHAN: z.unknown().optional(),
  SOQUYETDINH: maybeText,
  NGAYCAPNHAT: maybeText,
});

export function isExchangeRecord(value: unknown): boolean {
  return (
    z.object({ MATTHC: z.unknown() }).safeParse(value).success && 'MATTHC' in (value as object)
  );
}

const LEVELS: readonly (readonly [RegExp, Level])[] = [
  [/bộ|trung ương/iu, 'ministry'],
  [/tỉnh|thành phố/iu, 'province'],
  [/xã|phường|huyện|quận/iu, 'commune'],
];
/** Channels come as words or as the codes of the exchange. */
const CHANNEL_CODES: Readonly<Record<string, string>> = {
  '1': 'trực tiếp',
  '2': 'trực tuyến',
  '3': 'bưu chính',
};

/** Throws a ZodError that names the field when the record cannot be read. */
export function normaliseExchangeRecord(value: unknown): Procedure {
  const raw = exchangeRecordSchema.parse(value);
  const submissions = raw.CACHTHUCTHUCHIEN.flatMap((way): Submission[] => {
    const method = submissionMethod(CHANNEL_CODES[way.KENH.trim()] ?? way.KENH);
    if (!method) return [];
    return way.THOIGIAN.map((time) => {
      const unit = readUnit(time.DONVITINH);
      const quantity = parseNumber(time.THOIGIANGIAIQUYET);
      const limit =
        unit && quantity > 0
          ? { quantity, unit }
          : readLimit(`${time.THOIGIANGIAIQUYET} ${time.DONVITINH}`);
      const note = recordText(time.MOTA);
      return {
        method,
        durations: limit ? [limit] : [],
        fees: time.PHILEPHI.map((fee) => {
          const value = fee.SOTIEN === '' ? Number.NaN : parseNumber(fee.SOTIEN);
          // Some systems write words where the sum belongs ("theo nghị quyết của HĐND").
          const words = Number.isNaN(value) ? fee.SOTIEN : '';
          return readFee({
            kind: 'fee',
            value: Number.isNaN(value) ? null : value,
            currency: fee.DONVI,
            text: recordText(`${words} ${fee.MOTA}`),
          });
        }),
        ...(note === '' ? {} : { note }),
      };
    });
  });
  return procedureSchema.parse({
    code: raw.MATTHC,
    name: recordText(raw.TENTTHC).replace(/\s+/gu, ' '),
    field: raw.LINHVUCTHUCHIEN.map((one) => recordText(one.TENLINHVUC)).join(', '),
    levels: LEVELS.filter(([pattern]) =>
      raw.CAPTHUCHIEN.some((one) => pattern.test(`${one.TENCAP} ${one.CAPTHUCHIEN}`)),
    ).map(([, level]) => level),
    executingAgencies: raw.COQUANTHUCHIEN.map((one) => recordText(one.TENDONVI)).filter(
      (name) => name !== '',
    ),
    authorisedAgencies: looseNames(raw.COQUANDUOCUYQUYEN),
    coordinatingAgencies: looseNames(raw.COQUANPHOIHOP),
    subjects: raw.DOITUONGTHUCHIEN.map((one) => recordText(one.TENDOITUONG)).filter(
      (name) => name !== '',
    ),
    submissions: mergeSubmissions(submissions),
    cases: raw.THANHPHANHOSO.map((one) => ({
      name: recordText(one.TRUONGHOP),
      items: one.GIAYTO.flatMap(
        (paper) =>
          dossierItem({
            name: paper.TENGIAYTO,
            originals: paper.SOBANCHINH,
            copies: paper.SOBANSAO,
            forms:
              paper.TENMAUDON === ''
                ? []
                : [
                    {
                      name: paper.TENMAUDON,
                      ...(/^https?:/u.test(paper.URL) ? { link: paper.URL } : {}),
                    },
                  ],
          }) ?? [],
      ),
    })),
    steps: raw.TRINHTUTHUCHIEN.flatMap((part) => [
      ...(part.TRUONGHOP === '' ? [] : [recordText(part.TRUONGHOP)]),
      ...part.TRINHTU.flatMap((step) => recordText(step.TENTRINHTU).split('\n')),
    ]).filter((step) => step !== ''),
    results: raw.KETQUATHUCHIEN.map((one) => recordText(one.TENKETQUA)).filter(
      (name) => name !== '',
    ),
    legalBasis: raw.CANCUPHAPLY.map((one) => ({
      number: recordText(one.SOVANBAN),
      name: recordText(one.TENVANBAN),
    })).filter(({ number, name }) => number !== '' || name !== ''),
    ...stated({
      receivingAddress: looseNames(raw.DIACHITIEPNHAN).join('; '),
      issuingAgency: looseNames(raw.COQUANCOTHAMQUYEN)[0],
      requirements: recordText(raw.YEUCAUDIEUKIEN),
      decision: recordText(raw.SOQUYETDINH),
      updatedAt: isoDate(raw.NGAYCAPNHAT),
      state: raw.TRANGTHAI,
    }),
  });
}

/** Text, a list of texts, or a list of objects with a name: the systems differ. */
function looseNames(value: unknown): string[] {
  if (typeof value === 'string') return splitList(value);
  if (!Array.isArray(value))
    return value && typeof value === 'object' ? looseNames(Object.values(value)) : [];
  return value.flatMap((one): string[] => {
    if (typeof one === 'string') return splitList(one);
    const named = z.record(z.string(), z.unknown()).safeParse(one);
    if (!named.success) return [];
    const key = Object.keys(named.data).find((name) => name.startsWith('TEN') || name === 'DIACHI');
    const text = key === undefined ? undefined : named.data[key];
    return typeof text === 'string' ? splitList(text) : [];
  });
}
