// temporary
import { html } from 'lit';
import { ConsolePage } from './console-page.ts';
export class SupervisorPage extends ConsolePage {
  protected routed(): void {}
  heard(): void {}
  protected override render() {
    return html`<h2>Supervisor</h2>`;
  }
}
