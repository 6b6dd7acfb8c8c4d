namespace AiStudio.Api.People;

internal static class PeopleExamples
{
    public const string Member = """
        { "userId": "01980000-0000-7000-8000-000000000002", "email": "ada@example.com", "displayName": "Ada Bell", "role": "admin", "disabled": false, "lastChange": "2026-11-01T08:00:00+00:00", "unitId": null }
        """;

    public const string Changes = """{ "role": "finance", "disabled": false }""";

    public const string Invitation = """
        { "id": "01980000-0000-7000-8000-0000000000f2", "email": "kim@example.com", "role": "member", "expiresAt": "2026-11-27T09:30:00+00:00", "createdAt": "2026-11-20T09:30:00+00:00" }
        """;

    public const string NewInvitation = """{ "email": "kim@example.com", "role": "member" }""";
}
