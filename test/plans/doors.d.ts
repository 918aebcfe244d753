export declare const doors: readonly string[];
