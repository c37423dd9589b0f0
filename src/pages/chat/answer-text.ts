import type { Answer, AnswerLine } from '../../conversation/answer.ts';

/** A stretch of lines laid out together: bullets that follow each other make one list. */
export type Block =
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: Exclude<AnswerLine['style'], 'bullet'>; readonly text: string };

export function toBlocks(lines: readonly AnswerLine[]): Block[] {
  const blocks: Block[] = [];
  for (const { style, text } of lines) {
    const last = blocks[blocks.length - 1];
    if (style !== 'bullet') blocks.push({ kind: style, text });
    else if (last?.kind === 'list')
      blocks[blocks.length - 1] = { kind: 'list', items: [...last.items, text] };
    else blocks.push({ kind: 'list', items: [text] });
  }
  return blocks;
}

/** Splits the number of originals and copies off the end of a paper's line. */
export function splitCount(item: string): { readonly name: string; readonly count: string | null } {
  const match = /^(?<name>.*\S)\s+\((?<count>\d[^()]{1,40})\)$/su.exec(item);
  return { name: match?.groups?.['name'] ?? item, count: match?.groups?.['count'] ?? null };
}

/** A piece of running text: plain, a procedure's code, or a web address. */
export type Piece = { readonly kind: 'text' | 'code' | 'link' | 'call'; readonly text: string };

/** Finds procedure codes and web addresses. Only http(s) ever becomes a link. */
export function toPieces(text: string): Piece[] {
  return text
    .split(/(https?:\/\/[^\s<>"”)]+[^\s<>"”).,;]|\b\d\.\d{6}\b)/u)
    .flatMap((part, at): Piece[] => {
      if (part === '') return [];
      if (at % 2 === 0) return [{ kind: 'text', text: part }];
      return [{ kind: part.startsWith('http') ? 'link' : 'code', text: part }];
    });
}

/** Finds the emergency numbers (111–115), to be called by one press. */
export function toCalls(text: string): Piece[] {
  return text
    .split(/\b(11[1-5])\b/u)
    .map((part, at): Piece => ({ kind: at % 2 === 0 ? 'text' : 'call', text: part }))
    .filter((piece) => piece.text !== '');
}

/** The gist around the official name of the procedure it speaks of, if it names one. */
export function splitGist(answer: Answer): {
  readonly before: string;
  readonly name: string;
  readonly after: string;
} {
  for (const code of answer.answerCodes) {
    const name = answer.procedures.find((procedure) => procedure.code === code)?.name;
    const at = name ? answer.gist.indexOf(`“${name}”`) : -1;
    if (name && at >= 0) {
      return {
        before: answer.gist.slice(0, at),
        name,
        after: answer.gist.slice(at + name.length + 2),
      };
    }
  }
  return { before: '', name: '', after: answer.gist };
}

/** An answer in sentences to be said aloud, without source and addresses. */
export function toSpeech(answer: Answer): string[] {
  const lines = answer.sections.flatMap((section) => [
    section.title,
    ...section.lines.map((line) => line.text),
  ]);
  const options = answer.options.map((option, at) => `${at + 1}. ${option.label}`);
  return [answer.gist, ...lines, ...options]
    .flatMap(
      (text) =>
        text
          .replace(/https?:\/\/\S+/gu, '')
          .match(/[^.!?;:]+(?:[.!?;:]+(?!\s)[^.!?;:]+)*[.!?;:]*/gu) ?? [],
    )
    .map((text) => text.trim())
    .filter((text) => text !== '');
}
