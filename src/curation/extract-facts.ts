import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import type { Case, DossierItem, Fee, Procedure } from '../procedure/procedure.ts';
import { formatNumber } from '../procedure/wording.ts';
import { sumsIn } from './money.ts';
import { normaliseRecord } from './normalise.ts';
import { readEntries } from './read-file.ts';
import { recordLine } from './record-line.ts';
import { loadWithheld } from './withheld.ts';

/**
 * `npm run extract-facts -- FILE [--into knowledge/procedures]`: the facts of every procedure and no
 * sentence of the source. What is a name or a figure stays; what explains is left out:
 * - steps, requirements, notes on submissions and dossier notes are dropped;
 * - a paper is cut down to its name (`paperName`); one that is only a sentence is dropped and its
 *   case marked `shortened`;
 * - fee texts are kept as labels of at most 60 characters, else rebuilt from their sums; a fee whose
 *   condition is dropped is marked `conditional`.
 */
const LABEL = 60;
const NAME = 140;

export function factsOf(procedure: Procedure): Procedure {
  const { requirements: _requirements, receivingAddress, ...rest } = procedure;
  return {
    ...rest,
    detail: 'facts',
    steps: [],
    executingAgencies: names(procedure.executingAgencies, 160),
    authorisedAgencies: names(procedure.authorisedAgencies, 160),
    coordinatingAgencies: names(procedure.coordinatingAgencies, 160),
    ...(receivingAddress !== undefined && receivingAddress.length <= 120
      ? { receivingAddress }
      : {}),
    submissions: procedure.submissions.map(({ method, durations, fees }) => ({
      method,
      durations: durations.filter(
        (one) => one.quantity !== undefined || (one.stated ?? '').length <= LABEL,
      ),
      fees: fees.map(feeFacts),
    })),
    cases: procedure.cases
      .map(caseFacts)
      .filter((one) => one.items.length > 0 || one.duration !== undefined || one.shortened),
    results: procedure.results.flatMap((result) => paperName(result) ?? []),
    legalBasis: procedure.legalBasis.map(({ number, name }) => ({
      number,
      name: name.length <= 200 ? (name.split('\n')[0] ?? '') : '',
    })),
  };
}

function names(list: readonly string[], limit: number): string[] {
  return list.filter((name) => name.length <= limit && !/[.;]\s/u.test(name));
}

function feeFacts(fee: Fee): Fee {
  const { stated, condition, ...rest } = fee;
  const keepStated = stated !== undefined && stated.length <= LABEL && !/[.;]\s/u.test(stated);
  const keepCondition =
    condition !== undefined && condition.length <= LABEL && !/[.;]\s/u.test(condition);
  const dropped =
    (stated !== undefined && !keepStated) || (condition !== undefined && !keepCondition);
  const sums = stated === undefined || keepStated ? '' : sumsText(stated);
  return {
    ...rest,
    ...(keepStated
      ? { stated }
      : sums !== '' && fee.meaning === 'stated-only'
        ? { stated: sums }
        : {}),
    ...(keepCondition ? { condition } : {}),
    ...(dropped && fee.meaning !== 'set-locally' ? { conditional: true } : {}),
  };
}

/** "135.000 đồng; 115.000 đồng": the sums of a text, in our own form. */
function sumsText(stated: string): string {
  const sums = sumsIn(stated).filter((sum) => sum.amount > 0);
  const printed = sums.map(
    ({ amount, currency }) => `${formatNumber(amount)} ${currency === 'VND' ? 'đồng' : currency}`,
  );
  return [...new Set(printed)].slice(0, 8).join('; ');
}

function caseFacts(one: Case): Case {
  const papers = one.items.filter((item) => item.kind === 'paper');
  const items = papers.flatMap((item): DossierItem[] => {
    const name = paperName(item.name);
    if (name === undefined) return [];
    return [
      {
        ...item,
        name,
        forms: item.forms.filter((form) => form.name.length <= NAME),
        ...(SOMETIMES.test(item.name.slice(name.length)) ? { conditional: true } : {}),
      },
    ];
  });
  const shortened =
    items.length < one.items.length || items.some((item, at) => item.name !== papers[at]?.name);
  return {
    name: caseName(one.name),
    items,
    ...(one.duration ? { duration: one.duration } : {}),
    ...(shortened ? { shortened: true } : {}),
  };
}

function caseName(name: string): string {
  const label =
    name
      .split('\n')[0]
      ?.replace(/^[*+\-\s]+/u, '')
      .replace(/[:;.\s]+$/u, '') ?? '';
  return label.length <= 120 && !/[.;:]\s/u.test(label) ? label : '';
}

/** Where the name of a paper ends and its explanation begins. */
const EXPLAINS =
  /\s*(?:;|:\s|\.\s|\n|,?\s+(?:trong đó|trong trường hợp|đối với trường hợp|trường hợp|nếu|do cơ quan|để chứng minh|để làm|nhằm|mà|thì|khi|bao gồm|gồm|với nội dung|có nội dung|nêu rõ|ghi rõ|kèm theo|được lập|được cấp|do|của người|còn giá trị|đã được|có xác nhận|có chữ ký|có thông tin|quy định tại|theo quy định|ban hành|thể hiện|phù hợp)\s|\s\((?=[^)]{25,}))/u;
/** What is cut off says that not everybody brings the paper. */
const SOMETIMES = /^[^;.:]{0,60}?(?:trong trường hợp|trường hợp|(?<!\p{L})nếu(?!\p{L})|đối với)/iu;
/** A paper named by its condition is a sentence; it has no name to keep. */
const SENTENCE =
  /^(?:(?:trong )?trường hợp|nếu|đối với|khi|riêng|lưu ý|ghi chú|người|việc|cá nhân|tổ chức|cơ quan|hồ sơ|các giấy tờ|những)(?=[\s,:])/iu;

export function paperName(text: string): string | undefined {
  const line = text.replace(/\s+/gu, ' ').trim();
  if (SENTENCE.test(line)) return undefined;
  const end = EXPLAINS.exec(line);
  const cut = (end && end.index >= 6 ? line.slice(0, end.index) : line).replace(/[\s,;.:(]+$/u, '');
  if (cut.length > NAME || cut.length < 3) return undefined;
  return cut;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { into: { type: 'string' } },
  });
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const into = values.into ?? join(root, 'knowledge/procedures');
  const withhold = loadWithheld(join(root, 'knowledge/withheld.json'));
  const byFile = new Map<string, Procedure[]>();
  let rejected = 0;
  for (const file of positionals) {
    for await (const entry of readEntries(file)) {
      const result = 'problem' in entry ? undefined : normaliseRecord(entry.value);
      if (!result || 'rejection' in result) {
        rejected += 1;
        continue;
      }
      const procedure = withhold(result.procedure);
      const name = `${procedure.code.slice(0, 5).replace('.', '-')}.jsonl`;
      byFile.set(name, [...(byFile.get(name) ?? []), factsOf(procedure)]);
    }
  }
  mkdirSync(into, { recursive: true });
  for (const name of readdirSync(into)) if (name.endsWith('.jsonl')) rmSync(join(into, name));
  let total = 0;
  for (const [name, procedures] of [...byFile].sort(([a], [b]) => (a < b ? -1 : 1))) {
    procedures.sort((a, b) => (a.code < b.code ? -1 : 1));
    total += procedures.length;
    writeFileSync(join(into, name), `${procedures.map(recordLine).join('\n')}\n`);
  }
  process.stdout.write(`${total} procedures in ${byFile.size} files; ${rejected} rejected\n`);
}

if (import.meta.main) await main();
