/* global SwaggerUIBundle */
// Runs after the page is read: it is loaded with `defer`.
const place = document.getElementById('reference');
const dark = window.matchMedia('(prefers-color-scheme: dark)');

function follow() {
  document.documentElement.classList.toggle('dark-mode', dark.matches);
}

follow();
dark.addEventListener('change', follow);

const nothing = () => () => null;

SwaggerUIBundle({
  url: place.dataset.contract,
  domNode: place,
  deepLinking: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  // Nothing is sent anywhere: no validator elsewhere, and no calls from this page.
  validatorUrl: null,
  supportedSubmitMethods: [],
  // So nobody is asked for a key either.
  plugins: [{ wrapComponents: { authorizeBtn: nothing, authorizeOperationBtn: nothing } }],
});
