import { fold } from '../language/fold.ts';
import { tokenise } from '../language/tokenise.ts';

/**
 * Groups codes that are one procedure in law: the same official name published once per province,
 * twins of a transition period, and what guides and alias files say belongs together. Records are
 * never merged; only one of a group is offered at a time.
 */
export function groupTwins(
  procedures: readonly { readonly code: string; readonly name: string }[],
  together: readonly (readonly string[])[],
): Uint32Array {
  const parent = Uint32Array.from(procedures, (_, position) => position);
  const find = (position: number): number => {
    let root = position;
    while (parent[root] !== root) root = parent[root] as number;
    parent[position] = root;
    return root;
  };
  const join = (a: number, b: number): void => {
    const [low, high] = [find(a), find(b)].sort((x, y) => x - y) as [number, number];
    parent[high] = low;
  };
  const byName = new Map<string, number>();
  const byCode = new Map<string, number>();
  procedures.forEach(({ code, name }, position) => {
    byCode.set(code, position);
    const key = nameKey(name);
    const known = byName.get(key);
    if (known === undefined) byName.set(key, position);
    else join(known, position);
  });
  for (const codes of together) {
    const positions = codes.flatMap((code) => byCode.get(code) ?? []);
    for (const position of positions.slice(1)) join(positions[0] as number, position);
  }
  return Uint32Array.from(procedures, (_, position) => find(position));
}

/** Where a name says at which level it is settled, at its end. */
const LEVEL =
  /[\s,–-]*[([]?\s*(?:thực hiện\s+)?(?:tại|ở)?\s*(?:công an\s+)?cấp\s+(?:trung ương|bộ|tỉnh|huyện|xã)\s*[)\]]?[\s.;]*$/iu;

/**
 * A name without marks, case, punctuation, the words "thủ tục" it may open with, and the level it may
 * end with.
 */
function nameKey(name: string): string {
  const whole = name.normalize('NFC');
  const bare = whole.replace(LEVEL, '');
  return tokenise(bare.trim() === '' ? whole : bare)
    .map(fold)
    .join(' ')
    .replace(/^(?:thu tuc(?: hanh chinh)?|tthc) /u, '');
}
