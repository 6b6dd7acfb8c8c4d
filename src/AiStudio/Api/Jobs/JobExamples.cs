namespace AiStudio.Api.Jobs;

internal static class JobExamples
{
    public const string Job = """
        { "id": "01980000-0000-7000-8000-0000000000c1", "kind": "index_document", "subjectId": "01980000-0000-7000-8000-0000000000c2", "requestedBy": "01980000-0000-7000-8000-000000000002",
          "state": "running", "stage": "embedded", "progressPercent": 60, "attempts": 1, "reason": null, "cancelRequested": false,
          "createdAt": "2026-11-20T09:00:00+00:00", "startedAt": "2026-11-20T09:00:00+00:00", "endedAt": null }
        """;
}
