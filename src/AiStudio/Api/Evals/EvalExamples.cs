namespace AiStudio.Api.Evals;

internal static class EvalExamples
{
    public const string RunEntry = """
        { "id": "01980000-0000-7000-8000-0000000000f3", "suiteId": "01980000-0000-7000-8000-0000000000f1", "versionId": "01980000-0000-7000-8000-0000000000e2", "version": "1.2.0", "model": "balanced",
          "origin": "program", "state": "ended", "reason": null, "cases": 60, "repeats": 1, "passed": 57, "failed": 3, "errors": 0, "estimateNanoUsd": 90000000, "budgetNanoUsd": 1000000000,
          "spentNanoUsd": 21400000, "jobId": "01980000-0000-7000-8000-0000000000c1", "createdAt": "2026-11-20T09:00:00+00:00", "endedAt": "2026-11-20T09:01:12+00:00", "passRate": 0.95 }
        """;

    public const string SuiteEntry = """
        { "id": "01980000-0000-7000-8000-0000000000f1", "slug": "smoke", "name": "Smoke", "prompt": "assistant", "promptName": "Assistant", "model": "balanced", "cases": 60, "gates": true,
          "minPassRate": 0.95, "nightlyAt": "02:30:00", "lastRun": null, "trend": [0.93, 0.95] }
        """;

    public const string Suite = """
        { "id": "01980000-0000-7000-8000-0000000000f1", "slug": "smoke", "promptId": "01980000-0000-7000-8000-0000000000e1", "promptName": "Assistant",
          "settings": { "name": "Smoke", "prompt": "assistant", "model": "balanced", "knowledgeBaseIds": [], "topK": 6, "minPassRate": 0.95, "margin": 0.05, "alertDrop": 0.05, "repeats": 1,
            "parallel": 4, "budgetNanoUsd": 1000000000, "runsOnChange": true, "gates": true, "nightlyAt": "02:30:00", "judgeId": null },
          "cases": 60, "tags": ["answerable"], "archived": false, "createdAt": "2026-11-20T09:00:00+00:00" }
        """;

    public const string NewSuite = """{ "name": "Refunds", "prompt": "assistant", "model": "balanced", "minPassRate": 0.95, "nightlyAt": "02:30:00" }""";

    public const string SuiteChanges = """{ "name": "Smoke", "model": "balanced", "repeats": 3, "runsOnChange": false }""";

    public const string CaseEntry = """
        { "id": "01980000-0000-7000-8000-0000000000f2", "name": "First year", "question": "How many days of leave are there?", "checks": ["contains"], "tags": ["answerable"],
          "source": "imported", "changedAt": "2026-11-20T09:00:00+00:00" }
        """;

    public const string Case = """
        { "id": "01980000-0000-7000-8000-0000000000f2", "suiteId": "01980000-0000-7000-8000-0000000000f1", "name": "First year",
          "messages": [{ "role": "user", "text": "How many days of leave are there?" }], "checks": [{ "kind": "contains", "text": "25 days" }, { "kind": "citation_verified" }],
          "variables": {}, "recordings": [], "tags": ["answerable"], "source": "written", "createdAt": "2026-11-20T09:00:00+00:00", "changedAt": "2026-11-20T09:00:00+00:00" }
        """;

    public const string NewCase = """
        { "name": "Open order", "messages": [{ "role": "user", "text": "Where is my order 17?" }],
          "checks": [{ "kind": "tool_called", "tool": "find_order", "arguments": { "number": 17 } }, { "kind": "contains", "text": "on its way" }, { "kind": "latency", "milliseconds": 20000 }],
          "recordings": [{ "tool": "find_order", "arguments": { "number": 17 }, "result": "{\"state\":\"on its way\"}" }], "tags": ["orders"] }
        """;

    public const string File = """{ "text": "{\"id\":\"leave\",\"input\":\"How many days of leave are there?\",\"expected_contains\":[\"25 days\"],\"tags\":[\"answerable\"]}\n" }""";

    public const string Imported = """{ "added": 1, "duplicates": 0, "problems": [] }""";

    public const string NewRun = """{ "version": "production" }""";

    public const string Plan = """{ "cases": 60, "repeats": 1, "estimateNanoUsd": 90000000, "budgetNanoUsd": 1000000000, "model": "balanced" }""";

    public const string Run = $$"""
        { "run": {{RunEntry}}, "suiteSlug": "smoke", "suiteName": "Smoke", "minPassRate": 0.95, "judgeId": null, "low": 0.863, "high": 0.983,
          "figures": {{Figures}}, "tags": [{ "tag": "answerable", "cases": 50, "passed": 48 }] }
        """;

    public const string Result = """
        { "caseId": "01980000-0000-7000-8000-0000000000f2", "repeat": 1, "name": "First year", "question": "How many days of leave are there?", "tags": ["answerable"], "changed": false,
          "outcome": "passed", "errorMessage": null, "output": "In the first year there are 25 days of leave [1].", "checks": [{ "kind": "contains", "passed": true, "why": "It says “25 days”." }],
          "callId": "01980000-0000-7000-8000-0000000000c9", "costNanoUsd": 350000, "durationMs": 812, "inputTokens": 930, "outputTokens": 21, "human": null }
        """;

    public const string Comparison = $$"""
        { "first": {{RunEntry}}, "second": {{RunEntry}}, "firstFigures": {{Figures}}, "secondFigures": {{Figures}}, "cases": 60, "wins": 4, "losses": 1, "ties": 55, "difference": 0.05,
          "low": -0.02, "high": 0.12, "pValue": 0.375, "changed": [], "tags": [{ "tag": "answerable", "cases": 50, "firstFailed": 5, "secondFailed": 2 }] }
        """;

    public const string JudgeEntry = """{ "id": "01980000-0000-7000-8000-0000000000f4", "name": "Friendly", "model": "gpt-4.1-mini-2025-04-14", "labels": 24, "kappa": 0.74, "mayGate": true }""";

    public const string Judge = """
        { "id": "01980000-0000-7000-8000-0000000000f4", "draft": { "name": "Friendly", "rubric": "A good answer is friendly and brief.", "model": "gpt-4.1-mini-2025-04-14" },
          "bothYes": 14, "onlyPerson": 1, "onlyJudge": 2, "bothNo": 7, "agreement": 0.875, "kappa": 0.73, "notAsked": 0, "leastLabels": 20, "leastKappa": 0.6, "obstacle": null, "suites": ["Smoke"] }
        """;

    public const string NewJudge = """{ "name": "Brief", "rubric": "A good answer is right and has at most three sentences.", "model": "balanced" }""";

    public const string JudgeChanges = """{ "name": "Terse", "rubric": "A good answer is right and has one sentence.", "model": "balanced" }""";

    public const string Label = """{ "runId": "01980000-0000-7000-8000-0000000000f3", "caseId": "01980000-0000-7000-8000-0000000000f2", "repeat": 1, "good": true }""";

    private const string Figures = """{ "answers": 60, "costNanoUsd": 21400000, "p50Ms": 810, "p95Ms": 1720, "cutOff": 0, "cutOffNanoUsd": 0 }""";
}
