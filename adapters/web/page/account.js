import { html, useRef, useState } from '/vendor/preact.js';
import { account } from './api.js';
import { words } from './words.js';

/** Where the token of an account of one's own is given: it goes to the server once, and stays nowhere in the page. */
export function Account({ threadId }) {
  const dialog = useRef();
  const [said, setSaid] = useState();
  const close = () => dialog.current.close();
  const tell = (request) =>
    request.then(
      ({ ok, message }) => setSaid({ ok, message }),
      () => setSaid({ ok: false, message: words.sendFailed }),
    );
  const submit = (event) => {
    event.preventDefault();
    const form = event.target;
    const token = new FormData(form).get('token');
    form.reset();
    void tell(account(threadId, 'POST', { token }));
  };

  return html`<button type="button" class="button" onClick=${() => dialog.current.showModal()}>
      ${words.account}
    </button>
    <dialog ref=${dialog} class="account" aria-labelledby="account-title" onClose=${() => setSaid(undefined)}>
      <form onSubmit=${submit}>
        <h2 id="account-title">${words.accountTitle}</h2>
        <p>${words.accountAbout}</p>
        <label>${words.accountToken}<input name="token" type="password" autocomplete="off" required /></label>
        <p role="status" class=${said?.ok === false ? 'problem' : ''}>${said?.message}</p>
        <div class="buttons">
          <button class="button primary">${words.link}</button>
          <button type="button" class="button" onClick=${() => tell(account(threadId, 'DELETE'))}>
            ${words.unlink}
          </button>
          <button type="button" class="button" onClick=${close}>${words.close}</button>
        </div>
      </form>
    </dialog>`;
}
