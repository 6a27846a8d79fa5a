/** Everything that runs in a page. */
import { startContents } from "./contents.js";
import { startCopyButtons } from "./copy-buttons.js";
import { startFigures } from "./figures.js";
import { startPrint } from "./print.js";
import { startScrollAreas } from "./scroll-areas.js";
import { startTheme } from "./theme.js";

const figures = startFigures();
const theme = startTheme(figures.repaint);
startContents();
startScrollAreas(figures.resize);
startCopyButtons();
startPrint(theme, figures);
void figures.draw();
