import { describe, expect, it } from 'vitest';
import {
  MessageConflict,
  UnknownChoice,
  UnknownConversation,
  createAssistant,
} from '../src/assistant.ts';
import type { Means } from '../src/answering/means.ts';
import { WORDS } from '../src/channels/http/words.ts';
import { BIRTH, VAGUE, createScriptedMeans } from './journeys/scripted-means.ts';
import { openTestStore } from './journeys/store.ts';

async function openAssistant(means: Partial<Means> = {}) {
  const scripted = createScriptedMeans();
  const asked: string[] = [];
  return {
    asked,
    assistant: createAssistant({
      means: {
        ...scripted,
        ...means,
        answer: async (question, context) => {
          asked.push(question.text);
          return { ...scripted, ...means }.answer(question, context);
        },
      },
      store: await openTestStore(),
      personMessage: { vi: WORDS.vi.chat.personMessage, en: WORDS.en.chat.personMessage },
      facetNames: { vi: WORDS.vi.chat.facets, en: WORDS.en.chat.facets },
    }),
  };
}
type Opened = Awaited<ReturnType<typeof openAssistant>>['assistant'];
const open = async (assistant: Opened, language: 'vi' | 'en' = 'vi') =>
  (await assistant.open({ channel: 'web', language })).conversation.id;

describe('the assistant', () => {
  it('answers the same message once, also when it comes twice at the same time', async () => {
    const { assistant, asked } = await openAssistant();
    const id = await open(assistant);
    const message = { clientMessageId: 'a', text: BIRTH };
    const [one, two] = await Promise.all([assistant.ask(id, message), assistant.ask(id, message)]);
    expect(one).toEqual(two);
    expect(await assistant.ask(id, message)).toEqual(one);
    expect(asked).toEqual([BIRTH]);
  });

  it('refuses another text under the same message id', async () => {
    const { assistant } = await openAssistant();
    const id = await open(assistant);
    await assistant.ask(id, { clientMessageId: 'a', text: BIRTH });
    await expect(assistant.ask(id, { clientMessageId: 'a', text: VAGUE })).rejects.toBeInstanceOf(
      MessageConflict,
    );
  });

  it('answers one conversation in the order of its messages, different ones side by side', async () => {
    const begun: string[] = [];
    const held: (() => void)[] = [];
    const scripted = createScriptedMeans();
    const { assistant } = await openAssistant({
      answer: async (question, context) => {
        begun.push(question.text);
        await new Promise<void>((resolve) => held.push(resolve));
        return scripted.answer(question, context);
      },
    });
    const [one, two] = [await open(assistant), await open(assistant)];
    const all = [
      assistant.ask(one, { clientMessageId: 'a', text: 'first' }),
      assistant.ask(one, { clientMessageId: 'b', text: 'second' }),
      assistant.ask(two, { clientMessageId: 'a', text: 'elsewhere' }),
    ];
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(begun).toEqual(['first', 'elsewhere']);
    for (const release of held.splice(0)) release();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(begun).toEqual(['first', 'elsewhere', 'second']);
    for (const release of held.splice(0)) release();
    await Promise.all(all);
    expect((await assistant.history(one)).map((turn) => turn.role)).toEqual([
      'citizen',
      'assistant',
      'citizen',
      'assistant',
    ]);
  });

  it('goes on after an answer that failed, and keeps nothing of it', async () => {
    let fail = true;
    const scripted = createScriptedMeans();
    const { assistant } = await openAssistant({
      answer: async (question, context) => {
        if (fail) throw new Error('the records cannot be read');
        return scripted.answer(question, context);
      },
    });
    const id = await open(assistant);
    const message = { clientMessageId: 'a', text: BIRTH };
    await expect(assistant.ask(id, message)).rejects.toThrow('records');
    expect(await assistant.history(id)).toEqual([]);
    fail = false;
    expect(await assistant.ask(id, message)).toHaveLength(2);
  });

  it('gives the pipeline the turns so far and keeps no trace', async () => {
    const seen: number[] = [];
    const scripted = createScriptedMeans();
    const { assistant } = await openAssistant({
      answer: async (question, context) => {
        seen.push(context.turns.length);
        return {
          ...(await scripted.answer(question, context)),
          trace: [{ stage: 'screen', ms: 1, detail: {} }],
        };
      },
    });
    const id = await open(assistant);
    for (const clientMessageId of ['a', 'b'])
      await assistant.ask(id, { clientMessageId, text: BIRTH });
    expect(seen).toEqual([0, 2]);
    expect((await assistant.history(id))[1]?.answer?.trace).toEqual([]);
  });

  it('writes down what a pressed button said', async () => {
    const { assistant, asked } = await openAssistant();
    const id = await open(assistant);
    await assistant.ask(id, { clientMessageId: 'a', text: VAGUE });
    await assistant.ask(id, { clientMessageId: 'b', chosenCode: '2.000528' });
    await assistant.ask(id, { clientMessageId: 'c', chosenCode: '1.001193', chosenFacet: 'fee' });
    expect(asked.slice(1)).toEqual([
      'Thủ tục đăng ký khai sinh có yếu tố nước ngoài',
      WORDS.vi.chat.facets.fee,
    ]);
  });

  it('asks for an officer in the language of the conversation', async () => {
    const { assistant, asked } = await openAssistant();
    const turns = await assistant.askForPerson(await open(assistant), 'a');
    await assistant.askForPerson(await open(assistant, 'en'), 'a');
    expect(turns[1]?.answer?.outcome).toBe('handed-off');
    expect(asked).toEqual([WORDS.vi.chat.personMessage, WORDS.en.chat.personMessage]);
  });

  it('keeps texts composed and without marks that disturb, and knows them again', async () => {
    const { assistant, asked } = await openAssistant();
    const id = await open(assistant);
    const raw = 'hộ chiếu\u0000\u0007 \u202Ecủa tôi\r\n\uD800'.normalize('NFD');
    const turns = await assistant.ask(id, { clientMessageId: 'a', text: raw });
    expect(turns[0]?.text).toBe('hộ chiếu của tôi\n\uFFFD');
    expect(asked).toEqual([raw]);
    expect(await assistant.ask(id, { clientMessageId: 'a', text: raw.normalize('NFC') })).toEqual(
      turns,
    );
  });

  it('refuses a choice that was never offered and keeps nothing of it', async () => {
    const { assistant } = await openAssistant();
    const id = await open(assistant);
    const message = { clientMessageId: 'a', chosenCode: '9.999999' };
    await expect(assistant.ask(id, message)).rejects.toBeInstanceOf(UnknownChoice);
    expect(await assistant.history(id)).toEqual([]);
  });

  it('does not answer another choice under the same message id', async () => {
    const { assistant } = await openAssistant();
    const id = await open(assistant);
    await assistant.ask(id, { clientMessageId: 'a', text: VAGUE });
    await assistant.ask(id, { clientMessageId: 'b', chosenCode: '2.000528' });
    await expect(
      assistant.ask(id, { clientMessageId: 'b', chosenCode: '1.001193' }),
    ).rejects.toBeInstanceOf(MessageConflict);
  });

  it('finds a procedure by its code before all others', async () => {
    const other = { code: '2.000528', name: 'khác', score: 0.9 };
    const { assistant } = await openAssistant({ search: () => [other] });
    expect(assistant.search('mã 1.001193 ạ', 5).map((one) => one.code)).toEqual([
      '1.001193',
      '2.000528',
    ]);
    expect(assistant.search('1.001193', 1)).toHaveLength(1);
    expect(assistant.search('9.999999', 5)).toEqual([other]);
  });

  it('knows nothing of a conversation it never opened', async () => {
    const { assistant } = await openAssistant();
    expect(await assistant.conversation('x')).toBeUndefined();
    for (const call of [
      () => assistant.ask('x', { clientMessageId: 'a', text: BIRTH }),
      () => assistant.askForPerson('x', 'a'),
      () => assistant.history('x'),
    ]) {
      await expect(call()).rejects.toBeInstanceOf(UnknownConversation);
    }
  });
});
