import './shell/without-eval.ts';
import { render } from 'preact';
import { App } from './app.tsx';
import { openSession } from './shell/session.ts';
import './style/page.css';

const root = document.getElementById('page');
if (root !== null) {
  void openSession();
  render(<App />, root);
}
