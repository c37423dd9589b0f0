import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Means } from '../../src/answering/means.ts';
import type { Answer } from '../../src/conversation/answer.ts';
import type { Turn } from '../../src/conversation/conversation.ts';
import { openMeans } from '../../src/open-means.ts';

let means: Means;
let approving: Means;
beforeAll(async () => {
  means = await openMeans();
  approving = await openMeans({ office: { approves: true } });
});
afterAll(() => {
  means.close();
  approving.close();
});

async function talk(...messages: string[]): Promise<Answer> {
  const turns: Turn[] = [];
  let answer: Answer | undefined;
  for (const text of messages) {
    answer = await means.answer({ text, channel: 'web' }, { turns });
    const at = '2026-11-22T00:00:00.000Z';
    turns.push({ index: turns.length, role: 'citizen', text, at });
    turns.push({ index: turns.length, role: 'assistant', text: answer.text, at, answer });
  }
  if (!answer) throw new Error('nothing was asked');
  return answer;
}

describe('two needs in one message', () => {
  it('are answered one after the other, each with its own facet', async () => {
    const answer = await talk(
      'lệ phí chứng thực bản sao là bao nhiêu, với lại đăng ký kết hôn cần giấy tờ gì',
    );
    expect(answer.reason).toBe('several-needs');
    expect(answer.answerCodes).toEqual(expect.arrayContaining(['2.000815', '1.000894']));
    expect(answer.sections.map((section) => section.procedureCode)).toEqual(
      expect.arrayContaining(['2.000815', '1.000894']),
    );
    expect(answer.source).toContain('2.000815');
    expect(answer.source).toContain('1.000894');
  });

  it('stay one where one procedure settles both', async () => {
    const answer = await talk(
      'liên thông đăng ký khai sinh và cấp thẻ bảo hiểm y tế cho trẻ em dưới 6 tuổi cần giấy tờ gì',
    );
    expect(answer.reason).not.toBe('several-needs');
  });
});

describe('repetition', () => {
  it('says the last answer once more', async () => {
    const first = await talk('lệ phí chứng thực bản sao');
    const again = await talk('lệ phí chứng thực bản sao', 'nói lại giùm tui');
    expect(again.reason).toBe('repeated');
    expect(again.answerCodes).toEqual(first.answerCodes);
    expect(again.sections).toEqual(first.sections);
  });

  it('says less when it was too much', async () => {
    const long = await talk('thủ tục đăng ký khai tử');
    const answer = await talk('thủ tục đăng ký khai tử', '1', 'dài quá, nói gọn thôi');
    expect(answer.sections.length).toBe(1);
    expect(answer.text.length).toBeLessThan(Math.max(long.text.length, 2000));
  });

  it('has nothing to repeat at the beginning', async () => {
    expect((await talk('nói lại đi')).outcome).toBe('smalltalk');
  });
});

describe('happenings in life', () => {
  it.each(['vo chong em moi cuoi gio lam gi', 'tụi em mới cưới'])(
    'are asked what to settle: %s',
    async (text) => {
      const answer = await talk(text);
      expect(answer.outcome).toBe('clarify');
      expect(answer.reason).toBe('life-event');
      expect(answer.options.map((option) => option.code)).toContain('1.000894');
    },
  );
});

describe('a dossier of one’s own', () => {
  it.each([
    'hồ sơ H29.15-260310-0420 tới đâu rồi',
    'kiểm tra giúp 000.00.01.H29-260310-0420',
    'mã G01.899.110.000-231017-0001 khi nào có',
    'tra giùm hồ sơ 03706/2026/07906',
  ])('is recognised by its code and never answered: %s', async (text) => {
    const answer = await talk(text);
    expect(answer.outcome).toBe('handed-off');
    expect(answer.reason).toBe('dossier-status');
    expect(answer.text).toContain('dichvucong.gov.vn');
  });

  it('is not seen in a procedure’s code or a decree', async () => {
    for (const text of ['1.001193', 'nghị định 123/2015/NĐ-CP', 'tra mã 2.000815'])
      expect((await talk(text)).reason, text).not.toBe('dossier-status');
  });
});

describe('records of one act', () => {
  it('are stated beside each other where they differ', async () => {
    const answer = await talk('rút bảo hiểm xã hội một lần mất mấy ngày');
    expect(answer.outcome).toBe('answered');
    expect(answer.answerCodes).toEqual(expect.arrayContaining(['1.014173', '1.001613']));
    expect(answer.text).toContain('7 ngày');
    expect(answer.text).toContain('5 ngày');
  });
});

describe('an officer who approves first', () => {
  it('gets what is likely but not sure, and the citizen is told so', async () => {
    const outcomes = new Map<string, Answer>();
    for (const text of UNSURE) {
      const usual = await means.answer({ text, channel: 'web' }, { turns: [] });
      const approved = await approving.answer({ text, channel: 'web' }, { turns: [] });
      if (usual.outcome === 'clarify' && approved.reason === 'approve-first')
        outcomes.set(text, approved);
      // What is sure is never held back.
      if (usual.reason === 'sure') expect(approved.outcome, text).toBe('answered');
    }
    for (const answer of outcomes.values()) {
      expect(answer.outcome).toBe('handed-off');
      expect(answer.sections).toEqual([]);
      expect(answer.trace.some((step) => 'draft' in step.detail)).toBe(true);
    }
  });
});
/** Wordings far from the records, from plain to hard. */
const UNSURE = [
  'làm giấy khai sinh cho con cần giấy tờ gì',
  'cấp lại giấy tờ tàu bị chìm mất phí nhiêu',
  'xin giấy cho bè cá hết mấy tiền',
  'đổi tên trong sổ đất mấy ngày xong',
];

describe('districts', () => {
  it('are never named without saying what replaced them', async () => {
    const wrong: string[] = [];
    for (const { code } of means.search('ủy ban nhân dân cấp huyện phòng tư pháp huyện', 50)) {
      for (const chosenFacet of ['where', 'how', 'dossier', 'overview'] as const) {
        const answer = await means.answer(
          { text: '', channel: 'web', chosenCode: code, chosenFacet },
          { turns: [] },
        );
        const lines = answer.sections.flatMap((section) => section.lines).map((line) => line.text);
        const said = lines.join('\n');
        if (/(?:cấp|ubnd|ủy ban nhân dân|công an)\s+(?:quận|huyện)/iu.test(said)) {
          if (!said.includes('1/7/2025')) wrong.push(`${code} ${chosenFacet}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });
});
