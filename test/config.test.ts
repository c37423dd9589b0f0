import { mkdtempSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseConfig, renderEnvExample, settingsTable } from '../src/config.ts';

const folder = () => mkdtempSync(join(tmpdir(), 'config-'));

describe('the settings', () => {
  it('have defaults that serve this machine only', () => {
    expect(parseConfig({})).toMatchObject({
      port: 3000,
      host: '127.0.0.1',
      logLevel: 'info',
      trustProxy: false,
    });
  });

  it('are blank when they hold only spaces', () => {
    expect(parseConfig({ PORT: ' ', OFFICE_NAME: '  ' })).toMatchObject({
      port: 3000,
      office: { name: undefined },
    });
  });

  it('are read from the environment', () => {
    const dir = folder();
    const config = parseConfig({
      PORT: '8080',
      HOST: '0.0.0.0',
      KNOWLEDGE_DIR: dir,
      OFFICE_PROVINCE: 'Thành phố Huế',
      TRUST_PROXY: 'true',
      RATE_LIMIT_PER_MINUTE: '0',
      CONVERSATION_REST_HOURS: '2',
      RETENTION_DAYS: '20',
      RETENTION_DAYS_BY_CHANNEL: 'zalo=14, web=7',
      DATABASE_URL: 'postgres://postgres@127.0.0.1/hoi',
      WIDGET_ORIGINS: 'https://a.example, https://b.example',
    });
    expect(config).toMatchObject({
      port: 8080,
      host: '0.0.0.0',
      knowledgeDir: dir,
      office: { province: 'Thành phố Huế' },
      trustProxy: true,
      rateLimitPerMinute: 0,
      conversationRestMs: 7_200_000,
      retentionDays: { zalo: 14, web: 7, telegram: 20, kiosk: 20 },
      databaseUrl: 'postgres://postgres@127.0.0.1/hoi',
      widgetOrigins: ['https://a.example', 'https://b.example'],
      telegram: undefined,
      zalo: undefined,
    });
  });

  it('set a platform as a whole or not at all', () => {
    expect(() => parseConfig({ ZALO_APP_ID: '360846524940903967' })).toThrow(
      /ZALO_APP_SECRET[\s\S]*ZALO_OA_SECRET/u,
    );
    const zalo = {
      ZALO_APP_ID: '360846524940903967',
      ZALO_APP_SECRET: 'app-secret',
      ZALO_OA_SECRET: 'oa-secret',
      ZALO_SIGNATURE_VARIANTS: 'app-id+oa-secret,oa-id+oa-secret',
    };
    expect(parseConfig(zalo).zalo).toMatchObject({
      appId: '360846524940903967',
      signatureVariants: ['app-id+oa-secret', 'oa-id+oa-secret'],
      buttonsTemplateType: false,
    });
    expect(() => parseConfig({ ...zalo, ZALO_SIGNATURE_VARIANTS: 'md5' })).toThrow(
      'ZALO_SIGNATURE_VARIANTS',
    );
  });

  it('are refused all together, each with its reason', () => {
    const wrong = {
      PORT: '70000',
      LOG_LEVEL: 'loud',
      TRUST_PROXY: 'yes',
      RATE_LIMIT_PER_MINUTE: '-1',
      KNOWLEDGE_DIR: '/no/such/folder',
      RETENTION_DAYS_BY_CHANNEL: 'zalo=14,',
      TELEGRAM_WEBHOOK_SECRET: 'has spaces in it, which Telegram refuses',
      DATABASE_URL: 'mysql://127.0.0.1/hoi',
    };
    expect(() => parseConfig(wrong)).toThrow(
      /PORT: must be 65535 or less[\s\S]*KNOWLEDGE_DIR: there is no such folder|KNOWLEDGE_DIR[\s\S]*PORT/u,
    );
    for (const name of Object.keys(wrong)) expect(() => parseConfig(wrong)).toThrow(name);
  });

  it('use imported knowledge as soon as there is some', () => {
    const varDir = folder();
    expect(parseConfig({ VAR_DIR: varDir }).knowledgeDir).toBeUndefined();
    mkdirSync(join(varDir, 'knowledge'));
    writeFileSync(join(varDir, 'knowledge/manifest.json'), '{}');
    expect(parseConfig({ VAR_DIR: varDir }).knowledgeDir).toBe(join(varDir, 'knowledge'));
  });

  it('stand in .env.example as the schema has them', () => {
    expect(readFileSync(join(import.meta.dirname, '../.env.example'), 'utf8')).toBe(
      renderEnvExample(),
    );
  });

  it('make a table for the README', () => {
    const rows = settingsTable().split('\n');
    expect(rows).toContain(
      '| `HOST` | `127.0.0.1` | Address to listen on; 0.0.0.0 serves other machines too. |',
    );
    for (const row of rows) expect(row.split('|')).toHaveLength(5);
  });
});
