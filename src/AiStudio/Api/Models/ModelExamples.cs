namespace AiStudio.Api.Models;

internal static class ModelExamples
{
    public const string Alias = """
        { "id": "01980000-0000-7000-8000-0000000000d1", "name": "careful", "strategy": "ordered", "revision": 3, "builtIn": false,
          "answer": [{ "connectionId": "01980000-0000-7000-8000-0000000000d2", "modelId": "local-extractive-1", "weight": 1 }], "contextOverflow": [], "contentRefusal": [] }
        """;

    public const string NewAlias = """
        { "name": "careful", "strategy": "ordered", "answer": [{ "connectionId": "01980000-0000-7000-8000-0000000000d2", "modelId": "local-extractive-1" }] }
        """;

    public const string AliasChanges = """
        { "strategy": "weighted", "answer": [{ "connectionId": "01980000-0000-7000-8000-0000000000d2", "modelId": "local-extractive-1", "weight": 10 }] }
        """;

    public const string Connection = """
        { "id": "01980000-0000-7000-8000-0000000000d3", "name": "OpenAI, Europe", "kind": "open_ai", "baseUrl": "https://eu.api.openai.com/v1", "hasKey": true,
          "keyHeader": "authorization", "headers": { "OpenAI-Project": "proj_1" }, "query": {}, "configured": false, "disabledAt": null }
        """;

    public const string NewConnection = """
        { "name": "OpenAI, Europe", "kind": "open_ai", "baseUrl": "https://eu.api.openai.com/v1", "apiKey": "sk-your-key", "keyHeader": "authorization", "headers": { "OpenAI-Project": "proj_1" } }
        """;

    public const string ConnectionChanges = """
        { "name": "OpenAI, Frankfurt", "kind": "open_ai", "baseUrl": "https://eu.api.openai.com/v1", "headers": { "OpenAI-Project": "proj_2" } }
        """;

    public const string Key = """{ "apiKey": "sk-your-new-key" }""";

    public const string Test = """{ "model": "gpt-4.1-mini-2025-04-14" }""";

    public const string Tested = """
        { "answered": true, "sentence": "“OpenAI, Europe” answered with gpt-4.1-mini-2025-04-14 after 0.6 s.", "errorCode": null, "modelId": "gpt-4.1-mini-2025-04-14", "took": "00:00:00.6120000" }
        """;

    public const string Priced = """
        { "provider": "open_ai", "modelId": "gpt-4.1-mini-2025-04-14", "aliases": ["balanced"], "history": [], "inForce": { "organizationId": "01980000-0000-7000-8000-000000000001",
          "id": "01980000-0000-7000-8000-0000000000d4", "providerKind": "open_ai", "modelId": "gpt-4.1-mini-2025-04-14", "effectiveFrom": "2025-04-14T00:00:00+00:00",
          "inputNanoPerMillion": 400000000, "cachedInputNanoPerMillion": 100000000, "cacheWriteNanoPerMillion": 400000000, "outputNanoPerMillion": 1600000000,
          "contextWindow": 1047576, "maxOutputTokens": 32768, "source": "https://platform.openai.com/docs/pricing" } }
        """;

    public const string NewPrice = """
        { "provider": "open_ai", "modelId": "house-model-2026-01-15", "inputUsd": 0.40, "cachedInputUsd": 0.10, "outputUsd": 1.60, "contextWindow": 128000, "maxOutputTokens": 16384, "source": "Contract of January 2026" }
        """;

    public const string Added = """{ "id": "01980000-0000-7000-8000-0000000000d4" }""";
}
