import { describe, expect, it } from 'vitest';
import type { Turn } from '../../src/conversation/conversation.ts';
import { readYaml } from '../../src/curation/read-yaml.ts';
import { createNeeds, parseSkills } from '../../src/desk/skills.ts';

const SKILLS = parseSkills(readYaml('knowledge/desk-skills.yaml'));
const FIELDS: Readonly<Record<string, string>> = { '1.000001': 'Đất đai', '1.000002': 'Hộ tịch' };
const needsOf = createNeeds(SKILLS, (code) => FIELDS[code]);
const said = (text: string): Turn => ({ index: 0, role: 'citizen', text, at: '' });
const about = (code: string): Turn =>
  ({
    index: 1,
    role: 'assistant',
    text: '',
    at: '',
    answer: { answerCodes: [code], procedures: [] },
  }) as never;

describe('what serving a conversation asks for', () => {
  it('is the field of the procedure in question', () => {
    const turns = [said('sang tên sổ đỏ'), about('1.000001')];
    expect(needsOf({ reason: 'low-confidence', language: 'vi', turns })).toEqual(['dat-dai']);
  });

  it('is the newest procedure, not one of before', () => {
    const turns = [about('1.000001'), about('1.000002')];
    expect(needsOf({ reason: 'low-confidence', language: 'vi', turns })).toEqual(['ho-tich']);
  });

  it('is a lawyer for a dispute and the support team for a technical fault', () => {
    const needs = (reason: string) => needsOf({ reason, language: 'vi', turns: [] });
    expect(needs('dispute')).toEqual(['tu-van-phap-luat']);
    expect(needs('technical')).toEqual(['ho-tro-so']);
    expect(needs('asked-for-person')).toEqual([]);
  });

  it('is the language the citizen writes or asks for, with or without marks', () => {
    expect(needsOf({ reason: 'x', language: 'en', turns: [] })).toEqual(['tieng-anh']);
    const khmer = [said('o day co ai noi tieng Khmer khong')];
    expect(needsOf({ reason: 'x', language: 'vi', turns: khmer })).toEqual(['tieng-khmer']);
  });

  it('knows every skill by one word', () => {
    const ids = SKILLS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
