using AiStudio.Features.People.Account;
using AiStudio.Features.People.ApiKeys;
using AiStudio.Features.People.Invitations;
using AiStudio.Features.People.Mail;
using AiStudio.Features.People.Members;
using AiStudio.Features.People.Organizations;
using AiStudio.Features.People.Passwords;
using AiStudio.Features.People.Sessions;
using AiStudio.Features.People.SignIn;
using AiStudio.Platform;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Options;

namespace AiStudio.Features.People;

internal static class PeopleModule
{
    public static void AddPeople(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddHttpContextAccessor();
        services.AddOptionsSection<SignInOptions>(SignInOptions.Section);
        services.AddOptionsSection<MailOptions>(MailOptions.Section);

        services.AddSessionCookie();
        services.AddScoped<SessionService>();
        services.AddScoped<AuthenticationStateProvider, CircuitSession>();
        services.AddSingleton<SignInLimits>();
        services.AddSingleton<DummyPassword>();
        services.AddScoped<SignInService>();
        services.AddScoped<PasswordReset>();
        services.AddScoped<EmailConfirmation>();

        services.AddSingleton<SetUpState>();
        services.AddScoped<OrganizationService>();
        services.AddScoped<FirstOrganization>();
        services.AddSingleton<DemoAccounts>();
        services.AddHostedService<DemoOrganization>();
        services.AddScoped<MemberList>();
        services.AddScoped<MemberService>();
        services.AddScoped<InvitationLinks>();
        services.AddScoped<InvitationService>();
        services.AddScoped<InvitationAcceptance>();
        services.AddSingleton<ApiKeyLookup>();
        services.AddSingleton<ApiKeyUse>();
        services.AddHostedService(provider => provider.GetRequiredService<ApiKeyUse>());
        services.AddScoped<ApiKeyList>();
        services.AddScoped<ApiKeyService>();

        services.AddSingleton<SiteLinks>();
        services.AddSingleton<MailFiles>();
        services.AddSingleton<SmtpMailSender>();
        services.AddSingleton<IMailSender>(provider => provider.GetRequiredService<IOptions<MailOptions>>().Value.Host.Length > 0
            ? provider.GetRequiredService<SmtpMailSender>()
            : provider.GetRequiredService<MailFiles>());
        services.AddSingleton<MailQueue>();
        services.AddHostedService<MailDelivery>();
    }

    public static void MapPeople(this WebApplication app)
    {
        app.UsePrivatePages();
        var forms = app.MapGroup("").AddEndpointFilter<ValidAntiforgery>();
        forms.MapSignOut();
        forms.MapAccount();
        forms.MapMembers();
    }
}
