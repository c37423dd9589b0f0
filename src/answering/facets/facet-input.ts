import type { Guide } from '../../procedure/guide.ts';
import type { Procedure, SubmissionMethod } from '../../procedure/procedure.ts';
import { METHOD_ORDER, joinWords } from '../../procedure/wording.ts';
import type { Replies } from '../replies.ts';

/** What a facet's template works from: the record, the guide, the fixed sentences. */
export interface FacetInput {
  readonly procedure: Procedure;
  readonly guide: Guide | undefined;
  readonly replies: Replies;
  /** The facet is one of several in an overview: only its beginning is told. */
  readonly brief: boolean;
  /** How much of the question's own words a text of the record carries, 0–1. */
  readonly relevance: (text: string) => number;
}

/** "Qua mạng (trực tuyến), trực tiếp và qua bưu chính". */
export function methodNames(methods: readonly SubmissionMethod[], replies: Replies): string {
  const ordered = METHOD_ORDER.filter((method) => methods.includes(method));
  return joinWords(
    ordered.map((method) => replies.methods[method]),
    replies.and,
  );
}

/** Groups ways of submission that say the same, in the order of `METHOD_ORDER`. */
export function groupMethods<T>(
  entries: readonly {
    readonly method: SubmissionMethod;
    readonly key: string;
    readonly value: T;
  }[],
): { readonly methods: SubmissionMethod[]; readonly value: T }[] {
  const groups = new Map<string, { methods: SubmissionMethod[]; value: T }>();
  for (const method of METHOD_ORDER) {
    for (const entry of entries) {
      if (entry.method !== method) continue;
      const group = groups.get(entry.key);
      if (!group) groups.set(entry.key, { methods: [method], value: entry.value });
      else if (!group.methods.includes(method)) group.methods.push(method);
    }
  }
  return [...groups.values()];
}
