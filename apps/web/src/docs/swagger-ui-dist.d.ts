declare module "swagger-ui-dist/swagger-ui-es-bundle.js" {
  /** https://swagger.io/docs/open-source-tools/swagger-ui/usage/configuration/, as far as it is used here. */
  export default function show(options: {
    domNode: HTMLElement;
    url: string;
    deepLinking: boolean;
    docExpansion: "list" | "full" | "none";
    defaultModelsExpandDepth: number;
    displayRequestDuration: boolean;
    filter: boolean;
    /** Null: no service elsewhere is asked whether the document is right. */
    validatorUrl: null;
    plugins: (() => object)[];
    onComplete: () => void;
  }): void;
}

declare module "swagger-ui-dist/swagger-ui.css";
