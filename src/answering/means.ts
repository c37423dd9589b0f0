import type { Answer, AnswerSection, Citation, RankedProcedure } from '../conversation/answer.ts';
import type { ConversationContext, Question } from '../conversation/conversation.ts';
import type { Facet, Guide } from '../procedure/guide.ts';
import type { Procedure } from '../procedure/procedure.ts';

/** What the knowledge in use is, for `/readyz`, the source line and reports. */
export interface KnowledgeState {
  /** Number of procedures that can be answered from. */
  readonly procedures: number;
  /** `facts`: only the committed facts; `full`: the portal's whole records were imported. */
  readonly detail: 'facts' | 'full';
  /** Newest date among the records (YYYY-MM-DD or YYYY-MM). */
  readonly dataDate: string;
  /** Content hash of records, guides, aliases, lexicon and weights the index was built from. */
  readonly hash: string;
}

/** What is asked of one procedure. */
export interface Asked {
  /** Empty: the overview. */
  readonly facets: readonly Facet[];
  /** The citizen's words; they choose among cases and passages of the record. */
  readonly question: string;
  readonly language: 'vi' | 'en';
}

/** What a record says to that: every line copied from it and verified against it. */
export interface Told {
  /** The opening one or two sentences. */
  readonly gist: string;
  readonly sections: readonly AnswerSection[];
  /** Code, decision, date of the data, portal link. */
  readonly source: string;
  /** All of it as plain text. */
  readonly text: string;
  readonly citations: readonly Citation[];
}

/** Everything needed to answer, opened once by `openMeans` and used by every door. */
export interface Means {
  /** Runs the pipeline. Never throws for what a citizen may write; throws when knowledge cannot be read. */
  answer(
    question: Question,
    context: ConversationContext,
    options?: {
      /** Told of the opening's sentences while a model writes them, each verified. */
      readonly onSentence?: (sentence: string) => void;
      readonly signal?: AbortSignal;
      /** Without the model and its embeddings: at once, however often it is asked. */
      readonly byRule?: boolean;
    },
  ): Promise<Answer>;
  /** Best procedures for free text, best first, `limit` at most 50. */
  search(text: string, limit: number): readonly RankedProcedure[];
  procedure(code: string): Procedure | undefined;
  /** Tells what is asked of this procedure, whatever the pipeline would choose. Undefined when the code is unknown or a figure could not be verified. */
  tell(code: string, asked: Asked): Told | undefined;
  guide(code: string): Guide | undefined;
  /** Greeting shown when a conversation opens, with suggested questions. */
  greeting(language: 'vi' | 'en'): {
    readonly text: string;
    readonly suggestions: readonly string[];
  };
  readonly knowledge: KnowledgeState;
  close(): void;
}
