namespace AiStudio.Api.Prompts;

internal static class PromptExamples
{
    public const string Entry = """{ "slug": "support-answer", "name": "Support answer", "production": "2.3.1", "versions": 14, "changedAt": "2026-11-19T08:12:00+00:00" }""";

    public const string VersionEntry = """
        { "id": "01980000-0000-7000-8000-0000000000e1", "version": "2.4.0", "note": "Quote the clause, then answer", "author": "Ada Byron", "createdAt": "2026-11-19T08:12:00+00:00",
          "labels": ["staging"], "tags": ["hotline"], "stoodInProduction": false }
        """;

    public const string Prompt = $$"""
        { "id": "01980000-0000-7000-8000-0000000000e0", "slug": "support-answer", "name": "Support answer", "versions": [{{VersionEntry}}],
          "moves": [{ "label": "staging", "fromVersion": null, "toVersion": "2.4.0", "by": "Ada Byron", "reason": "", "movedAt": "2026-11-19T08:20:00+00:00" }], "protectedLabels": ["customer"] }
        """;

    public const string Version = """
        { "id": "01980000-0000-7000-8000-0000000000e1", "version": "2.4.0", "hash": "a91f3c07", "includes": [],
          "content": { "template": "Answer customers in {{language}}.", "variables": [{ "name": "language", "kind": "text", "default": "English", "note": "Of the customer" }],
                       "settings": { "temperature": 0.2, "topP": null, "maxOutputTokens": 600 } },
          "whole": { "template": "Answer customers in {{language}}.", "variables": [{ "name": "language", "kind": "text", "default": "English", "note": "Of the customer" }],
                     "settings": { "temperature": 0.2, "topP": null, "maxOutputTokens": 600 } } }
        """;

    public const string NewPrompt = """{ "name": "Support answer", "template": "Answer customers in {{language}}.", "variables": [{ "name": "language", "default": "English" }] }""";

    public const string NewVersion = """
        { "template": "Quote the clause, then answer in {{language}}.", "variables": [{ "name": "language", "default": "English" }], "settings": { "temperature": 0.2,
            "outputSchema": { "type": "object", "properties": { "clause": { "type": "string" }, "answer": { "type": "string" } }, "required": ["clause", "answer"], "additionalProperties": false },
            "tools": [{ "name": "find_order", "description": "Finds an order by its number", "parameters": { "type": "object", "properties": { "number": { "type": "integer" } } } }] },
          "note": "Quote the clause, then answer", "tags": ["hotline"] }
        """;

    public const string Saved = """{ "id": "01980000-0000-7000-8000-0000000000e1", "slug": "support-answer", "version": "2.4.0" }""";

    public const string Label = """{ "label": "staging", "version": "2.4.0", "versionId": "01980000-0000-7000-8000-0000000000e1", "isProtected": false }""";

    public const string ProtectedLabel = """{ "label": "customer", "by": "Ada Byron", "protectedAt": "2026-11-19T08:12:00+00:00" }""";

    public const string NewProtectedLabel = """{ "label": "customer" }""";

    public const string Move = """{ "version": "2.4.0", "from": "2.3.1", "reason": "Ready to be tried" }""";

    public const string Rollback = """{ "reason": "Answers became longer", "from": "2.3.1" }""";

    public const string File = """
        { "format": "aistudio.prompts/1", "prompts": [{ "slug": "support-answer", "name": "Support answer", "versions": [
          { "version": "2.4.0", "note": "Quote the clause, then answer", "text": ["Quote the clause,", "then answer in {{language}}."], "variables": [{ "name": "language", "kind": "text", "default": "English", "note": "" }] }] }] }
        """;

    public const string Imported = $$"""{ "versions": [{{Saved}}], "newPrompts": 1, "unchanged": 0 }""";
}
