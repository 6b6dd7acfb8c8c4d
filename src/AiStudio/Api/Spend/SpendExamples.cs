namespace AiStudio.Api.Spend;

internal static class SpendExamples
{
    public const string Budget = """
        { "id": "01980000-0000-7000-8000-0000000000e1", "name": "Sales, quarterly", "scope": "unit", "whom": "Sales", "period": "quarter", "baseCapNanoUsd": 500000000000,
          "capNanoUsd": 500000000000, "stopPercent": 100, "usedNanoUsd": 127400000000, "heldNanoUsd": 4000000, "renewsAt": "2027-01-01T00:00:00+00:00", "raisedUntil": null,
          "disabled": false, "timeZone": "UTC", "leftNanoUsd": 372596000000 }
        """;

    public const string NewBudget = """{ "name": "Sales, quarterly", "scope": "unit", "whom": "Sales", "period": "quarter", "capNanoUsd": 500000000000 }""";

    public const string Changes = """{ "capNanoUsd": 600000000000, "stopPercent": 105 }""";

    public const string Raise = """{ "extraNanoUsd": 50000000000, "hours": 48, "reason": "The launch" }""";

    public const string Call = """
        { "id": "01980000-0000-7000-8000-0000000000e9", "startedAt": "2026-11-20T09:30:00.123456+00:00", "traceId": "4bf92f3577b34da6a3ce929d0e0e4736", "turnId": null,
          "userId": "01980000-0000-7000-8000-000000000002", "apiKeyId": "01980000-0000-7000-8000-0000000000f1", "endUser": "customer-17", "feature": "api", "requestedModel": "balanced",
          "servedModel": "gpt-4.1-mini-2025-04-14", "provider": "OpenAI", "streamed": true, "ending": "completed", "errorCode": null, "durationMs": 1830, "firstTokenMs": 410,
          "inputTokens": 812, "outputTokens": 96, "estimated": false, "costNanoUsd": 478400 }
        """;

    public const string CallsFile = """
        "charged_at,charged_at_utc,call_id,feature,model,provider,requested_model,person,api_key,unit,tier,end_user,ending,error_code,input_tokens,cached_input_tokens,cache_write_tokens,output_tokens,reasoning_tokens,estimated,cost_usd\r\n2026-11-20 10:30:00,2026-11-20T09:30:00.123Z,01980000-0000-7000-8000-0000000000e9,api,gpt-4.1-mini-2025-04-14,OpenAI,balanced,Ada Bell,Invoice reader,Legal,pro,,completed,,812,0,0,96,0,false,0.000478400\r\n"
        """;

    public const string StatementFile = """
        "month,unit,by,name,calls,cost_usd\r\n2026-11,Legal,person,Ada Bell,310,12.400000000\r\n2026-11,Legal,total,,310,12.400000000\r\n"
        """;

    public const string Usage = """
        { "from": "2026-11-01", "to": "2026-11-20", "timeZone": "Europe/Berlin", "groupBy": "model",
          "totals": { "calls": 1200, "inputTokens": 3400000, "cachedInputTokens": 900000, "cacheWriteTokens": 0, "outputTokens": 410000, "reasoningTokens": 0, "costNanoUsd": 1746000000 },
          "data": [{ "key": "gpt-4.1-mini-2025-04-14", "name": "gpt-4.1-mini-2025-04-14",
            "used": { "calls": 1200, "inputTokens": 3400000, "cachedInputTokens": 900000, "cacheWriteTokens": 0, "outputTokens": 410000, "reasoningTokens": 0, "costNanoUsd": 1746000000 } }],
          "next": null }
        """;
}
