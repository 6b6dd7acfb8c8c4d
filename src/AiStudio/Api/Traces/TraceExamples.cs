namespace AiStudio.Api.Traces;

internal static class TraceExamples
{
    public const string Entry = """
        { "id": "01980000-0000-7000-8000-0000000000e9", "startedAt": "2026-11-20T09:30:00.123456+00:00", "turnId": "01980000-0000-7000-8000-0000000000ea",
          "userId": "01980000-0000-7000-8000-000000000002", "user": "Kim Doe", "apiKeyId": null, "feature": "chat", "requestedModel": "balanced",
          "servedModel": "gpt-4.1-mini-2025-04-14", "provider": "OpenAI", "promptVersionId": "01980000-0000-7000-8000-0000000000a1", "cacheKind": null, "ending": "completed",
          "errorCode": null, "durationMs": 1830, "firstTokenMs": 410, "outputTokens": 96, "costNanoUsd": 478400, "rating": -1 }
        """;

    public const string Detail = """
        { "calls": [{
            "facts": { "id": "01980000-0000-7000-8000-0000000000e9", "startedAt": "2026-11-20T09:30:00.123456+00:00", "turnId": "01980000-0000-7000-8000-0000000000ea",
              "userId": "01980000-0000-7000-8000-000000000002", "apiKeyId": null, "endUser": null, "traceId": "4bf92f3577b34da6a3ce929d0e0e4736", "feature": "chat",
              "promptVersionId": "01980000-0000-7000-8000-0000000000a1", "requestedModel": "balanced", "servedModel": "gpt-4.1-mini-2025-04-14", "provider": "OpenAI",
              "streamed": true, "ending": "completed", "errorCode": null, "durationMs": 1830, "firstTokenMs": 410, "inputTokens": 812, "cachedInputTokens": 0,
              "outputTokens": 96, "estimated": false, "costNanoUsd": 478400, "cacheKind": null, "savedNanoUsd": 0 },
            "attempts": [{ "callId": "01980000-0000-7000-8000-0000000000e9", "number": 1, "provider": "OpenAI", "modelId": "gpt-4.1-mini-2025-04-14",
              "startedAt": "2026-11-20T09:30:00.130000+00:00", "durationMs": 1815, "firstTokenMs": 400, "errorCode": null, "queuedMs": 0, "inputTokens": 812, "outputTokens": 96, "costNanoUsd": 478400 }],
            "spans": [{ "callId": "01980000-0000-7000-8000-0000000000e9", "name": "gateway.budgets", "startedAt": "2026-11-20T09:30:00.124000+00:00", "durationUs": 4100 }],
            "decision": { "prompt": { "versionId": "01980000-0000-7000-8000-0000000000a1", "semanticVersion": "1.2.0", "why": { "kind": "label", "label": "production", "experimentId": null, "arm": null } },
              "budgets": { "granted": 21400000, "clamped": false, "maxOutputTokens": 4096, "tightest": 372596000000, "refusedBy": null }, "cache": { "decision": "miss", "kind": null, "why": null },
              "candidates": [{ "provider": "OpenAI", "model": "gpt-4.1-mini-2025-04-14", "breaker": "closed", "passedOver": null }], "guardrails": [], "configHash": "5be290aa1c0d7e42",
              "payload": "private", "passages": [], "owner": "01980000-0000-7000-8000-000000000002", "finishReason": "stop" } }],
          "user": "Kim Doe", "assistant": "HR assistant", "prompt": { "slug": "hr-answer", "name": "HR answer", "version": "1.2.0" }, "budgetPeriod": null, "passages": [],
          "feedback": { "rating": -1, "createdAt": "2026-11-20T09:31:00+00:00" } }
        """;
}
