// Written by `npm run schema:dump`. Do not edit.

export interface DB {}
