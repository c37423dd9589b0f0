import type { Answer } from '../conversation/answer.ts';
import type { ConversationContext, Question } from '../conversation/conversation.ts';
import { isEnglish } from '../language/english.ts';
import type { Facet } from '../procedure/guide.ts';
import type { QuestionQuery } from '../retrieval/question-query.ts';
import type { QuerySegment } from '../retrieval/query.ts';
import type { Choice } from './choice.ts';
import { readChoice } from './choice.ts';
import { readFacets } from './facet-reading.ts';
import type { KindShares } from './message-kind.ts';
import type { Resources } from './resources.ts';

/** What a citizen's message means, in the light of what was said before. */
export interface Understanding {
  readonly language: 'vi' | 'en';
  readonly query: QuestionQuery;
  /** Facets asked for; empty means the citizen named none. */
  readonly facets: readonly Facet[];
  /** What the message says about options offered before. */
  readonly choice: Choice;
  /** Last answer of the assistant in this episode. */
  readonly before: Answer | undefined;
  /** Procedure the conversation is about. */
  readonly inFocus: string | undefined;
  /** Words that name a need, after question words and courtesies. */
  readonly contentWords: number;
  /** The message leans on what was said before ("thế còn lệ phí?"). */
  readonly leansOnContext: boolean;
  /** It says so itself ("thế còn", "cái đó"), and is not merely short. */
  readonly leansOpenly: boolean;
  /** The message corrects what was understood before ("không, ý tôi là …"). */
  readonly corrects: boolean;
  /** Earlier citizens' messages of the same matter, newest first. */
  readonly earlier: readonly string[];
  readonly offTopic: string | undefined;
  /** What kind of message it is, by the learned classifier. */
  readonly kind: KindShares;
}

/** A message that goes on with an answered matter is of that matter's kind. */
const ABOUT_PROCEDURE: KindShares = { procedure: 0.9, 'out-of-scope': 0.05, handoff: 0.05 };

/** Messages that open like this go on with what was said before. */
const GOES_ON =
  /^(?:dạ |da |à |ừ |uh |ủa |ơ |vâng |ok )?(?:thế|the|vậy|vay|còn|con|rứa|rua|nếu|neu|với lại|rồi|roi|xong|còn nếu|lỡ|lo|giả sử|trường hợp|hay là|and|what about|how about|then|so|mà|ma|mô|đó|cái đó|việc đó|việc này|cái này|giấy đó|giấy này|thủ tục này|thủ tục đó|tối đa|có cần|có phải|bao|mấy)(?= |$)/iu;
const POINTS_BACK =
  /(?:cái đó|việc đó|cái này|việc này|giấy đó|giấy này|thủ tục này|thủ tục đó|cái nớ|cái ni|trường hợp này|trường hợp đó|như trên|ở trên|vừa hỏi|vừa nói|loại này|loại đó|hồ sơ đó|hồ sơ này|\bnó\b|that one|this one|\bit\b|cai do|viec do|thu tuc nay|thu tuc do|truong hop nay)/iu;
/** A correction that brings its own words. */
const CORRECTS =
  /^(?:dạ |à |ủa )?(?:không(?: phải)?|khong(?: phai)?|ko|nhầm|sai|ý (?:tôi|em|tui|mình) là|no|not)[,. ]+(?=\S)/iu;

/** A change of subject, said openly. */
const NEW_SUBJECT =
  /(?:hỏi (?:việc|chuyện|thủ tục|cái) khác|hỏi sang|chuyển sang chuyện|ngoài ra cho hỏi|another question|việc khác)/iu;

export function understand(
  text: string,
  question: Question,
  context: ConversationContext,
  resources: Resources,
  offTopic: string | undefined,
): Understanding {
  const query = withQuietQuestionWords(resources.toQuery(text), resources);
  const reading = readFacets(resources.facetCues, query.tokens);
  const before = lastAnswer(context);
  const choice: Choice =
    question.chosenCode === undefined
      ? readChoice(text, before?.options ?? [])
      : { kind: 'option', code: question.chosenCode };
  const contentWords = query.segments[0] ? countContent(query) : 0;
  const inFocus = focusOf(context);
  const leansOpenly = GOES_ON.test(text) || CORRECTS.test(text) || POINTS_BACK.test(text);
  const leans =
    inFocus !== undefined && !NEW_SUBJECT.test(text) && (leansOpenly || contentWords <= 3);
  const facets = question.chosenFacet ? [question.chosenFacet] : reading.facets;
  return {
    language: languageOf(text),
    query,
    facets,
    choice,
    before,
    inFocus,
    contentWords,
    leansOnContext: leans,
    leansOpenly,
    corrects: CORRECTS.test(text),
    earlier: earlierMessages(context),
    offTopic,
    kind: leans ? ABOUT_PROCEDURE : resources.messageKind(query.tokens),
  };
}

/** Question words ("hết bao nhiêu tiền") stay in the search but weigh little. */
function withQuietQuestionWords(query: QuestionQuery, resources: Resources): QuestionQuery {
  const quiet = (segments: readonly QuerySegment[]): QuerySegment[] =>
    segments.map((segment) => {
      const { asking } = readFacets(
        resources.facetCues,
        segment.map((token) => token.syllable),
      );
      return segment.map((token, at) =>
        asking.has(at) ? { ...token, weight: Math.min(token.weight, 0.15) } : token,
      );
    });
  return {
    ...query,
    segments: quiet(query.segments),
    ...(query.focusSegments ? { focusSegments: quiet(query.focusSegments) } : {}),
  };
}

function countContent(query: QuestionQuery): number {
  let count = 0;
  for (const token of query.segments[0] ?? []) if (token.weight >= 0.5) count += 1;
  return count;
}

function lastAnswer(context: ConversationContext): Answer | undefined {
  return context.turns.findLast((turn) => turn.answer !== undefined)?.answer;
}

/** The procedure last answered, unless the citizen has since been told it was not the right one. */
function focusOf(context: ConversationContext): string | undefined {
  for (let at = context.turns.length - 1; at >= 0; at -= 1) {
    const answer = context.turns[at]?.answer;
    if (!answer) continue;
    if (answer.reason === 'not-that') return undefined;
    if (answer.outcome === 'answered') return answer.answerCodes[0];
    // Choices were offered and none taken yet: the likeliest one is what is being talked about.
    if (answer.outcome === 'clarify' && answer.options[0]) return answer.options[0].code;
  }
  return undefined;
}

function earlierMessages(context: ConversationContext): string[] {
  return context.turns
    .filter((turn) => turn.role === 'citizen' && turn.text !== '')
    .slice(-3)
    .map((turn) => turn.text)
    .toReversed();
}

/** The language to answer in. */
export function languageOf(text: string): 'vi' | 'en' {
  return isEnglish(text) ? 'en' : 'vi';
}
