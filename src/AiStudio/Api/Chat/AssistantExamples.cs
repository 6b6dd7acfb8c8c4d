namespace AiStudio.Api.Chat;

internal static class AssistantExamples
{
    public const string Reading = """
        { "id": "01980000-0000-7000-8000-0000000000a2", "name": "Assistant",
          "bases": [{ "id": "01980000-0000-7000-8000-0000000000b1", "name": "Handbook", "archived": false }], "tags": ["policy"], "days": 365 }
        """;

    public const string NewReading = """{ "baseIds": ["01980000-0000-7000-8000-0000000000b1"], "tags": ["policy"], "days": 365 }""";
}
