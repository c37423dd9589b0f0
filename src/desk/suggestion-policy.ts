import { z } from 'zod';
import file from '../../knowledge/desk-suggestions.json' with { type: 'json' };

const share = z.number().min(0).max(1);

/** `knowledge/desk-suggestions.json`. */
const policySchema = z.strictObject({
  note: z.string(),
  /** Below this probability of the first procedure there is no card at all. */
  floor: share,
  /** Below this share of the evidence a procedure is no second or third card. */
  nextShare: share,
  /** From here a card is called sure, likely; below, possible. */
  sureness: z.strictObject({ sure: share, likely: share }),
  /** Words that are still being said. */
  partial: z.strictObject({
    /** With fewer words of their own nothing is looked for yet. */
    fewestWords: z.number().int().min(1),
    /** A pause of so many ms between two versions of the words. */
    debounceMs: z.number().int().min(0),
    /** Until the words are final, cards less probable than this change nothing. */
    floor: share,
  }),
  /** How utterances become one question. */
  talk: z.strictObject({
    /** The last so many utterances of a caller are read together. */
    mostUtterances: z.number().int().min(1),
    /** An agent's utterance of so many words is an answer: what follows is another question. */
    agentWords: z.number().int().min(1),
    /** Without the first utterances they are read where that is surer by so much. */
    shorterAhead: share,
  }),
  /** What a caller says before she says anything. */
  openings: z.array(z.string().min(1)),
  /** Words by which a caller takes back what she just said. */
  restarts: z.array(z.string().min(1)),
  /** Sounds and turns of phrase that say nothing, wherever they stand. */
  fillers: z.array(z.string().min(1)),
});
export type SuggestionPolicy = Readonly<z.infer<typeof policySchema>>;

export const SUGGESTION_POLICY: SuggestionPolicy = policySchema.parse(file);
