namespace AiStudio.Api.Reference;

/// <summary>The operations whose routes carry no note of their own: streams, what follows a 202, and batches.</summary>
internal static class NotesOfOthers
{
    private const string Batch = """
        { "id": "01980000-0000-7000-8000-0000000000c3", "object": "batch", "endpoint": "/v1/chat/completions", "status": "in_progress", "job_id": "01980000-0000-7000-8000-0000000000c4",
          "created_at": "2026-11-20T09:30:00+00:00", "request_counts": { "total": 200, "completed": 120, "failed": 0 } }
        """;

    public static readonly IReadOnlyDictionary<string, OutsideNote> All = new Dictionary<string, OutsideNote>
    {
        ["GET /api/turns/{id}/events"] = new(
            "Turns",
            new("Watch an answer", """ "id: 1\nevent: text\ndata: {\"kind\":\"text\",\"text\":\"You have 25 days of leave [1].\"}\n\n" """),
            "Server-sent events from the first on, or from after `Last-Event-ID`. The last one is `finished`; by then everything is committed. Of a chat completion, under its `x-turn-id`: its chunks, numbered from 1, though they had no numbers when they were first sent. A comment comes in every 15 seconds of silence.", [], "text/event-stream"),
        ["GET /api/jobs/{id}/events"] = new(
            "Jobs", new("Watch a job", """ "id: 2\nevent: progress\ndata: {\"state\":\"running\",\"progressPercent\":60}\n\n" """),
            "Server-sent events until it ends, from after `Last-Event-ID`. A comment comes in every 15 seconds of silence.", [], "text/event-stream"),
        ["GET /api/notifications/events"] = new(
            "Notifications",
            new("Watch notifications", """ "event: notification\ndata: {\"id\":\"01980000-0000-7000-8000-0000000000b7\",\"title\":\"Marketing has used 90 % of its budget\",\"text\":\"Calls are refused when it is spent.\",\"link\":\"/spend/budgets\",\"createdAt\":\"2026-11-20T09:00:00+00:00\",\"readAt\":null}\nid: 019800000000700080000000000000b7\n\n" """),
            "Server-sent events of one's own: `began` at once, then a `notification` for each that comes. Every event has an id; sent back as `Last-Event-ID` it goes on after it, on any node, with what came meanwhile. A comment comes in every 15 seconds of silence. The stream ends within five seconds when the key or the session does.", [], "text/event-stream"),
        ["GET /api/jobs/{id}/result"] = new(
            "Jobs", new("Get the result of a job", """{ "id": "chatcmpl-0198", "object": "chat.completion", "choices": [{ "index": 0, "message": { "role": "assistant", "content": "Hello!" }, "finish_reason": "stop" }] }"""),
            "The answer of a chat completion in the background, with its own status and the headers that tell what it cost; 202 and the job while it runs.", []),
        ["DELETE /api/jobs/{id}"] = new("Jobs", new("Take a job back"), "The same as to cancel it.", [], Status: 204),
        ["POST /api/batches"] = new(
            "Batches",
            new("Create a batch", Batch, """
                "{\"custom_id\":\"1\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"balanced\",\"messages\":[{\"role\":\"user\",\"content\":\"Say hello.\"}]}}\n"
                """),
            "Chat completions, one JSON object a line, in OpenAI's form of batches: as the body, or as the one file of a form.", [], Status: 202, RequestType: "application/jsonl"),
        ["GET /api/batches"] = new("Batches", new("List batches", $$"""{ "data": [{{Batch}}], "next": null }"""), "One's own, the newest first.", []),
        ["GET /api/batches/{id}"] = new("Batches", new("Get a batch", Batch), "How far it is.", []),
        ["GET /api/batches/{id}/results"] = new(
            "Batches", new("Download the results of a batch", """ "{\"custom_id\":\"1\",\"response\":{\"status_code\":200,\"body\":{}}}\n" """), "What is answered until now, one JSON object a line.", [], "application/jsonl"),
        ["POST /api/batches/{id}/cancel"] = new("Batches", new("Cancel a batch", Batch), "What is answered stays.", []),
    };
}
