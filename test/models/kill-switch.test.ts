import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLog } from '../../src/log.ts';
import { createKillSwitch } from '../../src/models/kill-switch.ts';
import type { SwitchChange } from '../../src/models/kill-switch.ts';
import { openConfiguredModel } from '../../src/models/open-configured-model.ts';

let folder: string;
let file: string;
let now: Date;
let changes: SwitchChange[];
let logged: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hmc-switch-'));
  file = join(folder, 'model-off');
  now = new Date('2026-11-23T02:00:00Z');
  changes = [];
  logged = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function open(
  setting?: string,
  onChange: (change: SwitchChange) => void = (change) => changes.push(change),
) {
  const log = createLog('debug', { write: (line) => void logged.push(line) });
  return createKillSwitch(file, setting, log, { now: () => now, onChange });
}
const later = (seconds: number): void => {
  now = new Date(now.getTime() + seconds * 1000);
};

describe('the switch of the model', () => {
  it('tells each change once: when, which, why', () => {
    const killSwitch = open();
    expect(killSwitch.reason()).toBeUndefined();
    expect(changes).toEqual([]);

    later(5);
    writeFileSync(file, 'incident 7\n');
    for (let n = 0; n < 3; n += 1) expect(killSwitch.reason()).toBe('incident 7');
    later(5);
    expect(killSwitch.reason()).toBe('incident 7');
    expect(changes).toEqual([
      { on: false, reason: 'incident 7', at: new Date('2026-11-23T02:00:05Z') },
    ]);

    writeFileSync(file, '');
    later(5);
    expect(killSwitch.reason()).toBe('no reason given');
    rmSync(file);
    later(5);
    killSwitch.reason();
    later(5);
    killSwitch.reason();
    expect(changes.slice(1)).toEqual([
      { on: false, reason: 'no reason given', at: new Date('2026-11-23T02:00:15Z') },
      { on: true, reason: undefined, at: new Date('2026-11-23T02:00:20Z') },
    ]);
    expect(logged).toHaveLength(3);
  });

  it('tells that it was off from the start', () => {
    open('by setting').reason();
    expect(changes.map(({ on, reason }) => [on, reason])).toEqual([[false, 'by setting']]);
  });

  it('holds though the change cannot be noted', () => {
    writeFileSync(file, 'incident');
    const killSwitch = open(undefined, () => {
      throw new TypeError('the audit is full');
    });
    expect(killSwitch.reason()).toBe('incident');
    expect(logged.join()).toContain('TypeError');
    expect(logged.join()).not.toContain('the audit is full');
  });

  it('looks again though the clock was set back', () => {
    const killSwitch = open();
    killSwitch.reason();
    later(-3600);
    writeFileSync(file, 'incident');
    expect(killSwitch.reason()).toBe('incident');
  });
});

describe('the model of the settings', () => {
  it('tells changes though nobody asks it, and those from before somebody listened', async () => {
    const config = {
      baseUrl: 'http://127.0.0.1:9/v1',
      apiKey: undefined,
      name: 'none',
      timeoutMs: 100,
      concurrency: 1,
      dailyTokens: 0,
      prices: { in: 0, out: 0 },
      embedding: undefined,
      off: undefined,
    };
    const log = createLog('silent');
    writeFileSync(file, 'incident');
    const opened = openConfiguredModel(config, { varDir: folder, log, mask: (text) => text });
    const values = { question: 'x', facts: '', obligatory: '', phrases: '' };
    const signal = new AbortController().signal;
    const request = { stage: 'compose', language: 'vi', values } as const;
    await expect(async () => {
      for await (const _ of opened.model.write(request, signal));
    }).rejects.toThrow('off');

    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
    try {
      opened.onSwitch((change) => changes.push(change));
      expect(changes.map(({ reason }) => reason)).toEqual(['incident']);
      rmSync(file);
      vi.advanceTimersByTime(20_000);
      expect(changes.map(({ on }) => on)).toEqual([false, true]);
      opened.stop();
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});
