import { LitElement } from 'lit';
import type { Facet } from '../../procedure/guide.ts';
import type { Reply } from './caller.ts';
import type { DeskApi } from './desk-api.ts';
import type { Route } from './route.ts';
import type { Texts, WorkTexts } from './texts.ts';
import type { Me, WireEvent } from './wire.ts';

/** What every page of the console works with. */
export interface ConsoleParts {
  readonly desk: DeskApi;
  readonly me: Me;
  readonly language: 'vi' | 'en';
  readonly texts: Texts;
  readonly work: WorkTexts;
  readonly facets: Readonly<Record<Facet, string>>;
  /** Skills by their stable words. */
  readonly skills: readonly { readonly id: string; readonly name: string }[];
  readonly now: () => Date;
  navigate(route: Route): void;
  /** What was asked for, else undefined, and the officer was told why. */
  taken<T>(reply: Reply<T>): T | undefined;
  /** Tells something shortly, aloud too (`role=status`). */
  tell(text: string, kind?: 'done' | 'problem'): void;
}

/**
 * A page inside the console's frame. It renders into the document itself (no shadow root), so that
 * one style sheet serves all. The frame gives `parts` and `route` before it is put into the page.
 */
export abstract class ConsolePage extends LitElement {
  parts!: ConsoleParts;
  #route: Route | undefined;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  get route(): Route | undefined {
    return this.#route;
  }

  set route(route: Route | undefined) {
    this.#route = route;
    if (this.isConnected) this.routed();
    this.requestUpdate();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.routed();
  }

  /** The address changed, or the page has just come: reads what it shows. */
  protected abstract routed(): void;
  /** Something happened at the desk. */
  abstract heard(event: WireEvent): void;
  /** The connection is back after a break: reads everything anew. */
  reread(): void {
    this.routed();
  }
}
