namespace AiStudio.Api.People;

internal static class KeyExamples
{
    public const string Key = """
        { "id": "01980000-0000-7000-8000-0000000000f1", "name": "Invoice reader", "publicId": "5f2c8a917be04d36", "scopes": ["chat", "embeddings"], "models": [], "creator": "Ada Bell",
          "isOwn": true, "live": true, "createdAt": "2026-11-01T08:00:00+00:00", "expiresAt": "2027-11-01T00:00:00+00:00", "previousUntil": null,
          "lastUsedAt": "2026-11-20T09:30:00+00:00", "revokedAt": null,
          "budget": { "keyId": "01980000-0000-7000-8000-0000000000f1", "capNanoUsd": 25000000000, "usedNanoUsd": 1250000000, "period": "month" } }
        """;

    public const string NewKey = """{ "name": "Invoice reader", "scopes": ["chat", "embeddings"], "expiresAt": "2036-11-01T00:00:00Z", "budget": { "capNanoUsd": 25000000000, "period": "month" } }""";

    public const string Issued = """
        { "id": "01980000-0000-7000-8000-0000000000f1", "name": "Invoice reader", "secret": "ais_5f2c8a917be04d36_…" }
        """;

    public const string Rotation = """{ "overlapHours": 24 }""";
}
