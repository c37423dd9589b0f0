import { describe, expect, it } from 'vitest';
import { backoffMs } from '../../../src/channels/messaging/backoff.ts';
import { createCircuit } from '../../../src/channels/messaging/circuit.ts';
import { commandIn } from '../../../src/channels/messaging/commands.ts';
import { createCounters } from '../../../src/channels/messaging/counters.ts';
import { createPace } from '../../../src/channels/messaging/pace.ts';
import { parsePayload } from '../../../src/channels/messaging/payload.ts';
import { createPump } from '../../../src/channels/messaging/pump.ts';
import { toDeliveries } from '../../../src/channels/messaging/saying.ts';
import { MESSAGING_WORDS } from '../../../src/channels/messaging/words.ts';
import { createFakeAdapter } from '../../fakes/fake-platform.ts';
import { until } from './running.ts';

describe('backoff', () => {
  it('doubles up to the most, with full jitter', () => {
    const backoff = { firstMs: 1000, mostMs: 600_000 };
    const ceilings = [1, 2, 3, 11, 500].map((failures) => backoffMs(failures, backoff, () => 1));
    expect(ceilings).toEqual([1000, 2000, 4000, 600_000, 600_000]);
    expect(backoffMs(5, backoff, () => 0.5)).toBe(8000);
    expect(backoffMs(5, backoff, () => 0)).toBe(100);
  });
});

describe('payloads of buttons', () => {
  it.each([
    ['c:1.001193', { kind: 'choose', code: '1.001193' }],
    ['f:fee', { kind: 'facet', facet: 'fee' }],
    ['f:1.001193:fee', { kind: 'choose', code: '1.001193', facet: 'fee' }],
    ['p', { kind: 'person' }],
    ['s', { kind: 'start' }],
    ['1-001193', { kind: 'choose', code: '1.001193' }],
  ])('%s is read', (payload, pressed) => {
    expect(parsePayload(payload)).toEqual(pressed);
  });

  it.each(['', 'c:', 'c:1.00119', 'f:rumour', 'f:1.001193:rumour', 'p:x', 'x:1.001193', 'c:a:b:c'])(
    '"%s" is none of ours',
    (payload) => {
      expect(parsePayload(payload)).toBeUndefined();
    },
  );
});

describe('orders in words', () => {
  it.each([
    ['Xóa dữ liệu', 'erase'],
    ['xoa du lieu cua toi', 'erase'],
    ['XOÁ DỮ LIỆU CỦA TÔI GIÚP NHÉ!', 'erase'],
    ['Delete my data, please.', 'erase'],
    ['xuất dữ liệu của tôi ạ', 'export'],
    ['/start', 'start'],
  ])('"%s" is an order to %s', (text, command) => {
    expect(commandIn(text)).toBe(command);
  });

  it.each([
    'thủ tục xoá dữ liệu cư trú cần giấy tờ gì',
    'tôi không muốn xoá dữ liệu',
    'xoá đăng ký thường trú',
    'dữ liệu',
    'bắt đầu kinh doanh cần gì',
    '',
    'xoá dữ liệu '.repeat(50),
  ])('"%s" is none', (text) => {
    expect(commandIn(text)).toBeUndefined();
  });
});

describe('the words', () => {
  const shapeOf = (value: unknown): unknown =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(
          Object.entries(value)
            .toSorted(([one], [two]) => (one < two ? -1 : 1))
            .map(([key, one]) => [key, shapeOf(one)]),
        )
      : typeof value === 'string'
        ? (value.match(/\{\w+\}/gu) ?? []).toSorted()
        : 'list';

  it('have the same keys and places in both languages', () => {
    expect(shapeOf(MESSAGING_WORDS.en)).toEqual(shapeOf(MESSAGING_WORDS.vi));
  });
});

describe('the circuit of a platform', () => {
  it('opens after failures in a row, lets one through, waits longer each time, closes again', () => {
    const circuit = createCircuit({ failures: 3, firstPauseMs: 100, mostPauseMs: 250 });
    expect([circuit.failed(0), circuit.failed(0), circuit.failed(0)]).toEqual([false, false, true]);
    expect([circuit.room(99), circuit.room(100)]).toEqual([0, 1]);
    expect(circuit.failed(100)).toBe(true);
    expect([circuit.room(299), circuit.room(300)]).toEqual([0, 1]);
    circuit.succeeded();
    expect(circuit.room(300)).toBeGreaterThan(1);
    expect(circuit.failed(301)).toBe(false);
  });
});

describe('the pace of a platform', () => {
  it('lets a second go at once, then no more than the rate', () => {
    const pace = createPace({ perSecond: 10, perContactMs: 0 });
    const waits = Array.from({ length: 15 }, (_, at) => pace.book(`c${at}`, 10_000));
    expect(waits.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 0));
    expect(waits.slice(10)).toEqual([100, 200, 300, 400, 500]);
  });

  it('spaces one contact out without holding others up', () => {
    const pace = createPace({ perSecond: 1000, perContactMs: 1000 });
    expect([pace.book('an', 5000), pace.book('an', 5000), pace.book('binh', 5000)]).toEqual([
      0, 1000, 0,
    ]);
  });
});

describe('counters', () => {
  it('are written as Prometheus reads them, without what could break a line', () => {
    const counters = createCounters();
    counters.add('sends_total', { platform: 'zalo', reason: 'a"\nb' });
    counters.add('sends_total', { platform: 'zalo', reason: 'a"\nb' });
    const text = counters.render({ backlog_events: 3 });
    expect(text).toContain('hmc_messaging_sends_total{platform="zalo",reason="a__b"} 2\n');
    expect(text).toContain('# TYPE hmc_messaging_sends_total counter\n');
    expect(text).toContain('hmc_messaging_backlog_events 3\n');
  });
});

describe('the pump', () => {
  it('goes on after a claim or a work failed, never above its width', async () => {
    const queue = Array.from({ length: 20 }, (_, at) => at);
    let claims = 0;
    let running = 0;
    let widest = 0;
    let failures = 0;
    const worked: number[] = [];
    const pump = createPump<number>({
      parallel: 3,
      claim: async (room) => {
        claims += 1;
        if (claims === 2) throw new Error('the store is away');
        return queue.splice(0, room);
      },
      work: async (item) => {
        running += 1;
        widest = Math.max(widest, running);
        await new Promise((resolve) => setTimeout(resolve, 2));
        running -= 1;
        worked.push(item);
        if (item === 5) throw new Error('once');
      },
      idleMs: () => 5,
      onFailure: () => void (failures += 1),
    });
    await until(() => worked.length === 20);
    await pump.stop();
    expect(widest).toBe(3);
    expect(failures).toBe(2);
  });
});

describe('what is said at once', () => {
  const platform = createFakeAdapter({ apiRoot: '', limits: { textLength: 100 } });

  it('is one message where it fits, in order where it does not', () => {
    const said = { contact: 'an', language: 'vi' } as const;
    const short = toDeliveries(platform, { ...said, before: ['một'], after: ['hai'] });
    expect(short.map(({ body }) => (body as { text: string }).text)).toEqual(['một\n\nhai']);
    const long = toDeliveries(platform, {
      ...said,
      before: ['một '.repeat(20).trim()],
      after: ['hai '.repeat(20).trim()],
    });
    expect(long).toHaveLength(2);
    expect(long.map(({ body }) => (body as { text: string }).text[0])).toEqual(['m', 'h']);
  });
});
