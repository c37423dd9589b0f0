import type {
  Case,
  DossierItem,
  Duration,
  Submission,
  SubmissionMethod,
} from '../procedure/procedure.ts';
import { recordText, listLine } from './text.ts';

/** A dossier line as any of the formats gives it. */
export interface RawItem {
  readonly name: string;
  readonly originals: number;
  readonly copies: number;
  readonly forms: readonly { readonly name: string; readonly link?: string | undefined }[];
}

/**
 * A line of the dossier. With 0 originals and 0 copies it is a note about the dossier and no paper.
 * Page texts glue the name of the form file to the name of the paper: it is taken off again.
 */
export function dossierItem(raw: RawItem): DossierItem | undefined {
  let name = listLine(raw.name);
  for (const form of raw.forms) {
    const file = form.name.normalize('NFC').trim();
    for (const tail of [file, file.replace(/^.*(?=\s\S*$)/su, '').trim()]) {
      if (tail.length > 4 && name.length > tail.length && name.endsWith(tail)) {
        name = name.slice(0, -tail.length).replace(/[\s;,.]+$/u, '');
      }
    }
  }
  if (name === '') return undefined;
  return {
    kind: raw.originals === 0 && raw.copies === 0 ? 'note' : 'paper',
    name,
    originals: raw.originals,
    copies: raw.copies,
    forms: raw.forms
      .map((form) => ({
        name: recordText(form.name),
        ...(form.link === undefined ? {} : { link: form.link }),
      }))
      .filter((form) => form.name !== ''),
  };
}

/** A limit published per case (`cases[].processingDay`). */
export interface CaseLimit {
  readonly name: string;
  readonly duration: Duration;
}

/**
 * Settles limits whose unit the portal left open (`OTHER`): the real one stands in
 * `cases[].processingDay`. One limit for all cases becomes the limit of those submissions; different
 * ones stay with their cases.
 */
export function settleLimits(
  submissions: readonly (Submission & { readonly open: boolean })[],
  limits: readonly CaseLimit[],
  cases: readonly Case[],
  procedureName: string,
): { submissions: Submission[]; cases: Case[] } {
  const different = [
    ...new Map(limits.map((limit) => [JSON.stringify(limit.duration), limit])).values(),
  ];
  const settled = submissions.map(({ open, ...submission }): Submission =>
    open && submission.durations.length === 0 && different.length === 1 && different[0]
      ? { ...submission, durations: [different[0].duration] }
      : submission,
  );
  if (different.length <= 1 && settled.every((submission) => submission.durations.length > 0)) {
    return { submissions: settled, cases: [...cases] };
  }
  const known = new Set(
    settled.flatMap((one) => one.durations.map((duration) => JSON.stringify(duration))),
  );
  const extra = different
    .filter((limit) => !known.has(JSON.stringify(limit.duration)))
    .map((limit): Case => {
      const name = recordText(limit.name);
      return {
        name: sameName(name, procedureName) ? '' : name,
        items: [],
        duration: limit.duration,
      };
    });
  return { submissions: settled, cases: [...cases, ...extra] };
}

function sameName(a: string, b: string): boolean {
  const key = (text: string): string =>
    text
      .toLowerCase()
      .replace(/^thủ tục\s+/u, '')
      .replace(/[\s.]+/gu, ' ')
      .trim();
  return key(a) === key(b);
}

const METHODS: readonly (readonly [RegExp, SubmissionMethod])[] = [
  [/trực tuyến|online/iu, 'online'],
  [/bưu chính|bưu điện|postal/iu, 'postal'],
  [/trực tiếp|direct/iu, 'direct'],
];

export function submissionMethod(text: string): SubmissionMethod | undefined {
  return METHODS.find(([pattern]) => pattern.test(text))?.[1];
}

/** Puts entries of one way of submission that differ only in fees or limits together. */
export function mergeSubmissions(submissions: readonly Submission[]): Submission[] {
  const merged = new Map<string, Submission>();
  for (const submission of submissions) {
    const key = `${submission.method} ${submission.note ?? ''}`;
    const before = merged.get(key);
    merged.set(
      key,
      before
        ? {
            ...before,
            durations: unique([...before.durations, ...submission.durations]),
            fees: unique([...before.fees, ...submission.fees]),
          }
        : submission,
    );
  }
  return [...merged.values()];
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

/** Drops undefined and empty text, so that absence means "not stated". */
export function stated<K extends string>(
  entries: Readonly<Record<K, string | undefined>>,
): Partial<Record<K, string>> {
  return Object.fromEntries(
    Object.entries<string | undefined>(entries).filter(
      ([, value]) => value !== undefined && value !== '',
    ),
  ) as Partial<Record<K, string>>;
}
