import { describe, expect, it } from 'vitest';
import type { Utterance } from '../../src/desk/call.ts';
import { createCallTalk } from '../../src/desk/call-talk.ts';
import { cleanOf } from '../../src/desk/spoken-words.ts';
import { createSuggesting } from '../../src/desk/suggest.ts';
import { SUGGESTION_POLICY } from '../../src/desk/suggestion-policy.ts';
import { ANSWER } from '../contracts/samples.ts';

const clean = cleanOf(SUGGESTION_POLICY);

describe('what a caller says', () => {
  it.each([
    ['alo chào em ờ làm khai sinh', 'làm khai sinh'],
    ['làm làm giấy khai sinh khai sinh', 'làm giấy khai sinh'],
    ['ờ ừm à', ''],
    ['số 11 11 22', 'số 11 11 22'],
    ['Alo, dạ, cho hỏi: đăng ký kết hôn', 'đăng ký kết hôn'],
    ['đăng ký đăng ký đăng ký kết hôn', 'đăng ký kết hôn'],
    ['<b>khai sinh</b>', '<b>khai sinh</b>'],
    ['...', ''],
    ['làm khai sinh à không chị nhầm là đăng ký kết hôn', 'là đăng ký kết hôn'],
    ['làm khai sinh à nhầm', 'làm khai sinh nhầm'],
  ])('“%s” says “%s”', (said, left) => {
    expect(clean(said)).toBe(left);
  });
});

function setUp(surest?: string) {
  const asked: { readonly text: string; readonly before: readonly string[] }[] = [];
  const means = {
    answer: async (
      { text }: { readonly text: string },
      { turns }: { readonly turns: readonly { readonly text: string }[] },
    ) => {
      asked.push({ text, before: turns.map((turn) => turn.text).filter((one) => one !== '') });
      return { ...ANSWER, confidence: text === surest ? 0.95 : 0.4 };
    },
    procedure: () => undefined,
    guide: () => undefined,
    tell: () => undefined,
  };
  const suggesting = createSuggesting({ means });
  return { asked, talk: createCallTalk({ suggesting, callId: 'c', language: 'vi' }) };
}
let at = 0;
const said = (
  text: string,
  speaker: Utterance['speaker'] = 'customer',
  final = true,
): Utterance => {
  at += 1000;
  return { id: `u${at}`, speaker, text, final, startMs: at };
};
const ANSWERED = 'dạ chị mang giấy tờ ra bộ phận một cửa nộp ạ';

describe('a call’s talk', () => {
  it('reads the pieces of one matter together, from each place on', async () => {
    const { talk, asked } = setUp();
    const pieces = [said('alo em ơi'), said('làm giấy'), said('dạ', 'agent'), said('khai sinh')];
    const heard = await talk.listen(pieces);
    expect(asked.map(({ text }) => text)).toEqual(['làm giấy khai sinh', 'khai sinh']);
    expect(heard?.suggestions.forTurn).toBe(pieces[1]?.id);
    expect(heard?.matter).toEqual([pieces[0], pieces[1], pieces[3]].map((one) => one?.id));
  });

  it('takes a shorter reading only where that is clearly surer', async () => {
    const { talk } = setUp('lệ phí khai sinh');
    const pieces = [said('nhà tôi ở xa lắm'), said('lệ phí khai sinh')];
    expect((await talk.listen(pieces))?.suggestions.question).toBe('lệ phí khai sinh');
  });

  it('begins a new matter after the agent answered, and remembers the one before', async () => {
    const { talk, asked } = setUp();
    const first = said('làm giấy khai sinh');
    await talk.listen([first]);
    const heard = await talk.listen([first, said(ANSWERED, 'agent'), said('thế lệ phí')]);
    expect(asked.at(-1)).toEqual({ text: 'thế lệ phí', before: ['làm giấy khai sinh'] });
    expect(heard?.matter).toHaveLength(1);
    // What was asked before is not worked out again.
    expect(asked).toHaveLength(2);
  });

  it('puts utterances in the order they were said', async () => {
    const { talk, asked } = setUp();
    const [one, two] = [said('làm giấy'), said('khai sinh')];
    await talk.listen([two, one]);
    expect(asked[0]?.text).toBe('làm giấy khai sinh');
  });

  it('waits for three words while she still speaks', async () => {
    const { talk, asked } = setUp();
    expect(await talk.listen([said('alo làm giấy', 'customer', false)])).toBeUndefined();
    expect(asked).toEqual([]);
    expect(await talk.listen([said('alo làm giấy khai', 'customer', false)])).toBeDefined();
  });

  it('says nothing of a call in which nothing was said', async () => {
    const { talk } = setUp();
    expect(await talk.listen([])).toBeUndefined();
    expect(await talk.listen([said('ờ ừm')])).toBeUndefined();
    expect(await talk.listen([said('dạ em nghe', 'agent')])).toBeUndefined();
  });

  it('reviews every matter of a call', async () => {
    const { talk } = setUp();
    const found = await talk.review([
      said('làm giấy khai sinh'),
      said(ANSWERED, 'agent'),
      said('đăng ký kết hôn'),
    ]);
    expect(found.map(({ question }) => question)).toEqual([
      'làm giấy khai sinh',
      'đăng ký kết hôn',
    ]);
  });
});
