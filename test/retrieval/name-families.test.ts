import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadKnowledge } from '../../src/curation/load-knowledge.ts';
import { familyByName, groupByName } from '../../src/procedure/name-families.ts';
import { groupTwins } from '../../src/retrieval/twins.ts';

const { dimensions } = loadKnowledge(fileURLToPath(new URL('../../knowledge', import.meta.url)));
const named = (...names: string[]) => names.map((name, at) => ({ code: `1.00000${at + 1}`, name }));

describe('families by name', () => {
  it('hold what differs by a qualifier and nothing else', () => {
    const groups = groupByName(
      dimensions,
      named(
        'Cấp chứng chỉ hành nghề thú y',
        'Cấp lại chứng chỉ hành nghề thú y',
        'Gia hạn chứng chỉ hành nghề thú y',
        'Cấp chứng chỉ hành nghề dược',
        'Cấp lại giấy phép xây dựng',
      ),
    );
    expect(groups.map((members) => members.map(({ code }) => code))).toEqual([
      ['1.000001', '1.000002', '1.000003'],
    ]);
  });

  it('are asked about with the question of their qualifier', () => {
    const members = named('Cấp chứng chỉ hành nghề thú y', 'Cấp lại chứng chỉ hành nghề thú y');
    const family = familyByName(dimensions, members);
    const action = dimensions.find(({ name }) => name === 'action');
    expect(family?.question).toBe(action?.question.vi);
    expect(family?.default).toBeNull();
    expect(family?.members.map(({ label }) => label)).toEqual(members.map(({ name }) => name));
    expect(family?.members[1]?.cues.length).toBeGreaterThan(0);
  });

  it('are none where no qualifier tells the names apart', () => {
    expect(familyByName(dimensions, named('Cấp giấy phép', 'Cấp giấy phép'))).toBeUndefined();
  });
});

describe('copies at different levels', () => {
  it('are one act', () => {
    const names = [
      'Cấp lại thẻ căn cước',
      'Cấp lại thẻ căn cước (thực hiện tại cấp tỉnh)',
      'Cấp lại thẻ căn cước (thực hiện tại cấp trung ương)',
      'Cấp đổi thẻ căn cước (thực hiện tại cấp tỉnh)',
      'Trả lại khu vực biển (cấp tỉnh)',
      'Trả lại khu vực biển',
    ];
    expect([...groupTwins(named(...names), [])]).toEqual([0, 0, 0, 3, 4, 4]);
  });
});
