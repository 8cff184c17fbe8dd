// Passkeys: a button marked data-passkey asks the browser, and its form carries the answer.
//   data-passkey="create": a new one; "get": one there is; "fetch": one there is, asked from the form's address.
(() => {
  'use strict'

  const options = async (button, form) => {
    if (button.dataset.passkey === 'fetch') {
      const answer = await fetch(form.action, { headers: { Accept: 'application/json' } })
      if (!answer.ok) throw new Error('no options')
      return (await answer.json()).request_options
    }
    const given = JSON.parse(document.getElementById('js_data').textContent)
    return given.request_options || given.creation_options
  }

  // It can sign in alone, so it must be one that the browser finds without being told whose.
  const discoverable = (asked) => {
    Object.assign(asked.publicKey.authenticatorSelection, {
      residentKey: 'required', requireResidentKey: true, userVerification: 'required'
    })
    return asked
  }

  const use = async (button) => {
    const form = document.getElementById(button.dataset.form)
    const failed = document.getElementById(button.dataset.failed)
    failed.hidden = true
    try {
      const asked = await options(button, form)
      const credential = button.dataset.passkey === 'create'
        ? await window.webauthnJSON.create(discoverable(asked))
        : await window.webauthnJSON.get(asked)
      form.elements.credential.value = JSON.stringify(credential)
      form.submit()
    } catch {
      failed.hidden = false
      failed.focus()
    }
  }

  for (const button of document.querySelectorAll('[data-passkey]')) {
    button.hidden = !window.PublicKeyCredential
    button.addEventListener('click', () => use(button))
  }
})()
