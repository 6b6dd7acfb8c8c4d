namespace AiStudio.Api.Chat;

internal static class ConversationExamples
{
    public const string Row = """
        { "id": "01980000-0000-7000-8000-0000000000a1", "title": "Leave in the first year", "pinned": false, "archived": false, "running": false, "updatedAt": "2026-11-20T09:30:00+00:00" }
        """;

    public const string Conversation = """
        { "id": "01980000-0000-7000-8000-0000000000a1", "title": "Leave in the first year", "assistantId": "01980000-0000-7000-8000-0000000000a2",
          "pinned": true, "archived": false, "createdAt": "2026-11-20T09:29:58+00:00", "updatedAt": "2026-11-20T09:30:00+00:00" }
        """;

    public const string Changes = """{ "title": "Leave in the first year", "pinned": true }""";

    public const string Message = """
        { "id": "01980000-0000-7000-8000-0000000000a4", "parentId": "01980000-0000-7000-8000-0000000000a3", "role": "assistant", "state": "complete",
          "text": "You have 25 days of leave [1].", "citations": [{ "number": 1, "chunkId": "01980000-0000-7000-8000-0000000000b3", "documentId": "01980000-0000-7000-8000-0000000000b2",
            "document": "leave.md", "headingPath": "Leave > First year", "page": null, "quote": "25 days of leave", "verified": true }],
          "facts": null, "turnId": "01980000-0000-7000-8000-0000000000a5", "createdAt": "2026-11-20T09:30:00+00:00", "rating": null, "problem": null }
        """;

    public const string Question = """{ "text": "How many days of leave do I have in my first year?" }""";

    public const string Started = """
        { "conversationId": "01980000-0000-7000-8000-0000000000a1", "turnId": "01980000-0000-7000-8000-0000000000a5",
          "questionId": "01980000-0000-7000-8000-0000000000a3", "answerId": "01980000-0000-7000-8000-0000000000a4" }
        """;
}
