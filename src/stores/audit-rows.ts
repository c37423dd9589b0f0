import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { AuditEntry } from '../accounts/account.ts';
import { fit, isoOf, toJson } from './database.ts';
import type { AuditRow } from './schema-accounts.ts';

const detailSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

/** Entries of this process, so that those of one millisecond stay in their order. */
let count = 0;

export function toAuditRow(entry: AuditEntry): AuditRow {
  const atMs = Date.parse(entry.at);
  if (Number.isNaN(atMs)) throw new Error('An audit entry has no time.');
  return {
    id: nextId(atMs),
    at_ms: atMs,
    account_id: entry.accountId,
    office: fit(entry.office),
    action: fit(entry.action),
    subject: entry.subject === undefined ? null : fit(entry.subject),
    detail: entry.detail === undefined ? null : toJson(entry.detail),
  };
}

export function toAuditEntry(row: AuditRow): AuditEntry {
  return {
    at: isoOf(row.at_ms),
    accountId: row.account_id,
    office: row.office,
    action: row.action,
    ...(row.subject === null ? {} : { subject: row.subject }),
    ...(row.detail === null ? {} : { detail: detailSchema.parse(JSON.parse(row.detail)) }),
  };
}

/** Digits and letters of one width, which every collation sorts alike. */
function nextId(atMs: number): string {
  count = (count + 1) % 0x1_00_00_00;
  const inOrder = atMs.toString(16).padStart(12, '0') + count.toString(16).padStart(6, '0');
  return inOrder + randomBytes(6).toString('hex');
}
