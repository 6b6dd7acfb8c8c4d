namespace AiStudio.Api.Knowledge;

internal static class KnowledgeExamples
{
    public const string Summary = """
        { "id": "01980000-0000-7000-8000-0000000000b1", "name": "Handbook", "description": "What everybody should know.", "documents": 12, "chunks": 840,
          "sizeBytes": 3145728, "failed": 1, "lastChange": "2026-11-20T09:00:02+00:00", "everybody": true }
        """;

    public const string Base = """
        { "id": "01980000-0000-7000-8000-0000000000b1", "name": "Handbook", "description": "What everybody should know.", "archived": false, "createdAt": "2026-11-20T09:00:00+00:00", "deletionJobId": null }
        """;

    public const string Deletion = """
        { "id": "01980000-0000-7000-8000-0000000000c1", "kind": "delete_base", "subjectId": "01980000-0000-7000-8000-0000000000b1", "requestedBy": "01980000-0000-7000-8000-000000000002",
          "state": "queued", "stage": "", "progressPercent": 0, "attempts": 0, "reason": null, "cancelRequested": false,
          "createdAt": "2026-11-20T09:00:00+00:00", "startedAt": null, "endedAt": null }
        """;

    public const string NewBase = """{ "name": "Handbook", "description": "What everybody should know." }""";

    public const string Changes = """{ "description": "What everybody should know, from 2026 on.", "archived": false }""";

    public const string Document = """
        { "id": "01980000-0000-7000-8000-0000000000b2", "knowledgeBaseId": "01980000-0000-7000-8000-0000000000b1", "name": "leave.md", "state": "ready", "failure": null, "chunks": 7,
          "version": 1, "mediaType": "text/markdown", "sizeBytes": 4096, "tags": ["policy"], "externalId": "handbook/42", "sourceUrl": null, "jobId": "01980000-0000-7000-8000-0000000000c1", "jobState": "succeeded", "progressPercent": 100,
          "createdAt": "2026-11-20T09:00:00+00:00", "updatedAt": "2026-11-20T09:00:02+00:00" }
        """;

    /// <summary>The file of a form, as curl takes it.</summary>
    public const string Upload = """{ "file": "@leave.md" }""";

    public const string Text = """{ "name": "leave.md", "text": "# Leave\n\nIn the first year there are 25 days of leave." }""";

    public const string Page = """{ "address": "https://www.example.com/leave" }""";

    public const string Chunk = """
        { "id": "01980000-0000-7000-8000-0000000000b3", "ordinal": 0, "headingPath": "Leave > First year", "page": null, "spanStart": 0, "spanEnd": 52,
          "text": "In the first year there are 25 days of leave." }
        """;

    public const string Tags = """{ "tags": ["policy", "2026"] }""";

    public const string Readers = """
        { "everybody": false, "roles": ["finance"], "groups": [{ "id": "01980000-0000-7000-8000-0000000000b4", "name": "Works council", "members": 5 }],
          "people": [{ "id": "01980000-0000-7000-8000-0000000000a1", "name": "Pat Person", "email": "pat@example.com" }] }
        """;

    public const string NewReaders = """{ "everybody": false, "roles": ["finance"], "groupIds": [], "userIds": [] }""";

    public const string Group = """
        { "id": "01980000-0000-7000-8000-0000000000b4", "name": "Works council", "members": [{ "id": "01980000-0000-7000-8000-0000000000a1", "name": "Pat Person", "email": "pat@example.com" }],
          "bases": 1, "createdAt": "2026-11-20T09:00:00+00:00" }
        """;

    public const string NewGroup = """{ "name": "Works council" }""";

    public const string GroupChanges = """{ "name": "Council", "memberIds": [] }""";
}
